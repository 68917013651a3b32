/** `POST /api/sealed-notes`: sealed notes are in no pack. They go their own way, to those who may read them. */
import * as v from 'valibot';
import { FhirResourceSchema } from './fhir';

const HeldSchema = v.object({ patientId: v.string(), version: v.string() });

/** What the device holds: only what differs is sent. */
export const SealedRequestSchema = v.object({ have: v.pipe(v.array(HeldSchema), v.maxLength(20_000)) });
export type SealedRequest = v.InferOutput<typeof SealedRequestSchema>;

/** All sealed notes of one patient. `version` is opaque. */
export const SealedSetSchema = v.looseObject({
  ...HeldSchema.entries,
  notes: v.array(FhirResourceSchema),
});
export type SealedSet = v.InferOutput<typeof SealedSetSchema>;

export const SealedAnswerSchema = v.looseObject({
  /** New or changed. */
  sets: v.array(SealedSetSchema),
  /** Patients of whom the device may hold nothing sealed any more. */
  gone: v.array(v.string()),
});
export type SealedAnswer = v.InferOutput<typeof SealedAnswerSchema>;

/** What is held after an answer was laid over it. */
export function applySealed(held: readonly SealedSet[], { sets, gone }: SealedAnswer): SealedSet[] {
  const replaced = new Set([...gone, ...sets.map(({ patientId }) => patientId)]);
  return [...held.filter(({ patientId }) => !replaced.has(patientId)), ...sets];
}
