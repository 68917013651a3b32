/**
 * Entries whose authors had no right to write them: kept until a person decides. `GET /api/held-entries` lists them for
 * those who may decide, `POST` decides on one.
 */
import * as v from 'valibot';

export const HeldEntrySchema = v.looseObject({
  journal: v.string(),
  entryId: v.string(),
  authorName: v.string(),
  patientId: v.string(),
  kind: v.string(),
  /** ISO instants. */
  writtenAt: v.string(),
  refusedAt: v.string(),
  /** Whether the patient is, was or never was on the author's caseload, and until when (ISO instant). */
  onCaseload: v.picklist(['now', 'before', 'never']),
  onCaseloadUntil: v.optional(v.string()),
});
export type HeldEntry = v.InferOutput<typeof HeldEntrySchema>;

export const HeldEntriesSchema = v.looseObject({ entries: v.array(HeldEntrySchema) });

export const SettleRequestSchema = v.object({
  journal: v.pipe(v.string(), v.maxLength(100)),
  entryId: v.pipe(v.string(), v.maxLength(128)),
  decision: v.picklist(['accept', 'reject']),
  reason: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(500)),
});
export type SettleRequest = v.InferOutput<typeof SettleRequestSchema>;
