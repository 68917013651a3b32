/**
 * `POST /api/emergency`: the summaries of patients who are on no list of the user's, as envelopes. The device says which
 * versions it holds; only what differs is sent. It also says at which state of the records the server last answered: while
 * that is still the state, no record has to be read.
 */
import * as v from 'valibot';
import { EnvelopeSchema } from './envelope';

export const EmergencyRequestSchema = v.object({
  have: v.pipe(v.array(v.object({ tag: v.string(), version: v.string() })), v.maxLength(20_000)),
  /** As the last answer gave it. */
  state: v.optional(v.pipe(v.string(), v.maxLength(100))),
});
export type EmergencyRequest = v.InferOutput<typeof EmergencyRequestSchema>;

export const EmergencyAnswerSchema = v.looseObject({
  /** Server time at which this was true. */
  asOf: v.string(),
  /** Of this user's envelopes: 32 bytes, base64url. Stays the same. */
  key: v.string(),
  /** New or changed. */
  envelopes: v.array(EnvelopeSchema),
  /** Tags of what the device holds and should not any more. */
  gone: v.array(v.string()),
  /** Patients who would be among them, but for the bound on how many a device carries. */
  left: v.number(),
  /** Of the records by which this was answered; for the next request. An older server gives none. */
  state: v.optional(v.string()),
});
export type EmergencyAnswer = v.InferOutput<typeof EmergencyAnswerSchema>;
