/**
 * An entry: one authored act, append-only, sealed when saved. This is what is inside the seal.
 * Parsed on the device when read back and on the server when filed; unknown fields are kept.
 */
import * as v from 'valibot';
import { BREAK_GLASS_LEAST_WORDS, BREAK_GLASS_REASON_KEYS } from './break-glass';
import { FhirResourceSchema } from './fhir';
import { SEALED_CATEGORY_KEYS, type SealedCategory } from './sensitivity';

const text = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(50_000));
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(128));
const targetType = v.picklist(['CarePlan', 'Goal']);

/** Readings as typed, in the units of the form. A reading not taken is absent, never zero. */
export const ReadingsSchema = v.looseObject({
  respirationRate: v.optional(v.number()), // /min
  spo2: v.optional(v.number()), // %
  onOxygen: v.optional(v.boolean()),
  systolic: v.optional(v.number()), // mm[Hg]
  diastolic: v.optional(v.number()), // mm[Hg]
  pulse: v.optional(v.number()), // /min
  consciousness: v.optional(v.picklist(['A', 'C', 'V', 'P', 'U'])),
  temperature: v.optional(v.number()), // Cel
  weight: v.optional(v.number()), // kg
  glucose: v.optional(v.number()), // mmol/L
});
export type Readings = v.InferOutput<typeof ReadingsSchema>;
/** The readings that are a number with a unit. */
export type NumericReading =
  'respirationRate' | 'spo2' | 'systolic' | 'diastolic' | 'pulse' | 'temperature' | 'weight' | 'glucose';

/** Set on what is kept apart from all else: what it is about. */
const sealed = v.optional(v.picklist(SEALED_CATEGORY_KEYS));

export const NoteBodySchema = v.looseObject({ kind: v.literal('note'), text, sealed });

export const ObservationsBodySchema = v.looseObject({
  kind: v.literal('observations'),
  readings: ReadingsSchema,
  /** The SpO2 scale that the author saw in force. Scale 2 stands on a recorded decision, never on a diagnosis. */
  spo2Scale: v.picklist([1, 2]),
  /** NEWS2 as the author saw it. A total is filed only when the readings give the same. */
  news2: v.optional(
    v.variant('kind', [
      v.looseObject({ kind: v.literal('total'), total: v.number() }),
      v.looseObject({ kind: v.literal('not-scored'), why: v.string() }),
    ]),
  ),
  comment: v.optional(v.string()),
});

/** The recorded decision that a patient's target saturation is 88–92 % (or is so no longer). */
export const Spo2ScaleBodySchema = v.looseObject({
  kind: v.literal('spo2-scale'),
  scale: v.picklist([1, 2]),
  reason: text,
});

/** `base` is the resource as the author saw it, `proposed` as the author wants it: the server merges three ways. */
export const CarePlanChangeBodySchema = v.looseObject({
  kind: v.literal('care-plan-change'),
  targetType,
  targetId: id,
  base: FhirResourceSchema,
  proposed: FhirResourceSchema,
  /** What was changed, in words, for the outbox and the timeline. */
  summary: text,
});

/** A correction of a filed note: the original stays and points to this one. */
export const AmendmentBodySchema = v.looseObject({
  kind: v.literal('amendment'),
  targetType: v.literal('DocumentReference'),
  targetId: id,
  text,
  reason: text,
  /** As the note that it corrects. */
  sealed,
});

/** One person's decision between two versions of a disputed resource. */
export const DecisionBodySchema = v.looseObject({
  kind: v.literal('decision'),
  /** Id of the Task that stands for the dispute in the record. */
  disputeId: id,
  targetType,
  targetId: id,
  /** The current version as the deciding person saw it, and what it is to become. */
  base: FhirResourceSchema,
  proposed: FhirResourceSchema,
  choice: v.picklist(['keep-current', 'take-proposed', 'mixed']),
  reason: text,
});

/** The author takes a refused entry off the list: a recorded act, with why. The refused entry itself stays. */
export const SetAsideBodySchema = v.looseObject({
  kind: v.literal('set-aside'),
  entryId: id,
  reason: text,
});

/** A patient who is on no list of the author's is opened in an emergency: why, chosen and typed. Adds nothing to the record. */
export const BreakGlassBodySchema = v.looseObject({
  kind: v.literal('break-glass'),
  reason: v.picklist(BREAK_GLASS_REASON_KEYS),
  words: v.pipe(v.string(), v.trim(), v.minLength(BREAK_GLASS_LEAST_WORDS), v.maxLength(2_000)),
});
export type BreakGlassBody = v.InferOutput<typeof BreakGlassBodySchema>;

export const EntryBodySchema = v.variant('kind', [
  NoteBodySchema,
  ObservationsBodySchema,
  Spo2ScaleBodySchema,
  CarePlanChangeBodySchema,
  AmendmentBodySchema,
  DecisionBodySchema,
  SetAsideBodySchema,
  BreakGlassBodySchema,
]);
export type EntryBody = v.InferOutput<typeof EntryBodySchema>;
export type EntryKind = EntryBody['kind'];

/** What a sealed note, or the correction of one, is about; undefined for all else. */
export function sealedCategoryOf(body: EntryBody): SealedCategory | undefined {
  return body.kind === 'note' || body.kind === 'amendment' ? body.sealed : undefined;
}

export const AuthorSchema = v.looseObject({ userId: id, name: v.string(), role: v.string() });
export type Author = v.InferOutput<typeof AuthorSchema>;

export const EntrySchema = v.looseObject({
  format: v.literal(1),
  id,
  patientId: id,
  /** As the author saw it, so that the outbox can still name a patient who has left the device. */
  patientName: v.optional(v.string()),
  author: AuthorSchema,
  deviceId: id,
  /** Best known time of writing: the device's clock corrected by the server's offset. ISO instant. */
  writtenAt: v.pipe(v.string(), v.isoTimestamp()),
  /** `adjusted` when the device's clock was more than five minutes off: the entry says so wherever it is shown. */
  clock: v.looseObject({ deviceTime: v.string(), offsetMs: v.number(), adjusted: v.boolean() }),
  /** The visit during which it was written, if any; entries of one visit share an Encounter. */
  visit: v.optional(v.looseObject({ id, startedAt: v.string(), reason: v.optional(v.string()) })),
  body: EntryBodySchema,
});
export type Entry = v.InferOutput<typeof EntrySchema>;
