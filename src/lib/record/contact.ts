/** `POST /api/contact`: what a device tells the server about itself. Nothing of a patient: counts, times and opaque ids. */
import * as v from 'valibot';
import { JOURNAL_BASE } from './ids';

const InstantSchema = v.pipe(v.string(), v.isoTimestamp());
const CountSchema = v.pipe(v.number(), v.integer(), v.minValue(0));
const OpaqueIdSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9._-]{1,128}$/));

/** Entries that were saved on a device and are gone from it, before the server had them. */
export const LossSchema = v.looseObject({
  id: OpaqueIdSchema,
  noticedAt: InstantSchema,
  /** How many are gone; `entries` names those of which an id is known. */
  count: CountSchema,
  entries: v.pipe(
    v.array(v.looseObject({ entryId: OpaqueIdSchema, writtenAt: v.optional(InstantSchema) })),
    v.maxLength(1_000),
  ),
});
export type Loss = v.InferOutput<typeof LossSchema>;

export const ContactReportSchema = v.looseObject({
  journalBase: v.pipe(v.string(), v.regex(JOURNAL_BASE)),
  appVersion: v.pipe(v.string(), v.maxLength(40)),
  /** Entries that are not filed yet, and when the oldest of them was written. */
  unfiled: CountSchema,
  oldestUnfiled: v.optional(InstantSchema),
  losses: v.pipe(v.array(LossSchema), v.maxLength(20)),
});
export type ContactReport = v.InferOutput<typeof ContactReportSchema>;

export const ContactAnswerSchema = v.looseObject({ serverVersion: v.string() });
export type ContactAnswer = v.InferOutput<typeof ContactAnswerSchema>;
