/**
 * `POST /api/emergency`: the summaries of patients who are on no list of the user's, as envelopes. The device says which
 * versions it holds; only what differs is sent.
 */
import * as v from 'valibot';
import { EnvelopeSchema } from './envelope';

export const EmergencyRequestSchema = v.object({
  have: v.pipe(v.array(v.object({ tag: v.string(), version: v.string() })), v.maxLength(20_000)),
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
});
export type EmergencyAnswer = v.InferOutput<typeof EmergencyAnswerSchema>;
