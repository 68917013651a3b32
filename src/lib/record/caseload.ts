/** `GET /api/caseload`: the patients that this clinician has a reason to see, with why, and each record's version. */
import * as v from 'valibot';
import { digestOf } from './digest';
import { UserSchema } from './user';

export const VisitSchema = v.looseObject({
  id: v.string(),
  patientId: v.string(),
  /** Local calendar date, YYYY-MM-DD, and time of day, HH:MM, at the place of the visit. */
  date: v.string(),
  time: v.string(),
  minutes: v.number(),
  place: v.string(),
  reason: v.string(),
  /** What is due at this visit, in words that a nurse uses. */
  due: v.array(v.string()),
  practitionerId: v.optional(v.string()),
});
export type Visit = v.InferOutput<typeof VisitSchema>;

/** A reason to see a patient. The last two are the user's own word: `claim` for a visit, `break-glass` for an emergency. */
export const WhySchema = v.looseObject({
  kind: v.picklist(['team', 'visit', 'round', 'cover', 'claim', 'break-glass']),
  name: v.string(),
  /** When it ends, where that is known. ISO instant. */
  until: v.optional(v.string()),
});
export type Why = v.InferOutput<typeof WhySchema>;

export const CaseloadRowSchema = v.looseObject({
  patientId: v.string(),
  /** Opaque. Differs whenever anything in this patient's record differs. */
  version: v.string(),
  why: v.array(WhySchema),
});
export type CaseloadRow = v.InferOutput<typeof CaseloadRowSchema>;

export const CaseloadSchema = v.looseObject({
  /** Server time at which this was true. */
  asOf: v.string(),
  /** Whose caseload it is. Absent in one that an earlier version of the app keeps. */
  user: v.optional(UserSchema),
  /** Key id of the key that entries are to be sealed for. A device that doesn't know it stops sending and says so. */
  serverKeyId: v.string(),
  /** Hours after the last contact for which the packs may be read. */
  leaseHours: v.number(),
  /** Entries that are unfiled for longer are alarmed on the device. */
  unfiledAlarmHours: v.optional(v.number()),
  rows: v.array(CaseloadRowSchema),
  /** Visits of this user's teams, for yesterday, today and the days ahead. */
  visits: v.array(VisitSchema),
});
export type Caseload = v.InferOutput<typeof CaseloadSchema>;

/**
 * The answer to a device that holds the caseload of an earlier tag, when since then nothing but records changed: 226 (RFC
 * 3229) in place of the whole, for a request with `A-IM: versions`.
 */
export const CaseloadChangeSchema = v.looseObject({
  asOf: v.string(),
  /** The new version of each record that changed, by patient. */
  versions: v.record(v.string(), v.string()),
  /** `rowsDigest` of the caseload that comes of it. */
  digest: v.string(),
});
export type CaseloadChange = v.InferOutput<typeof CaseloadChangeSchema>;

/** Which patients at which versions, in few bytes. */
export function rowsDigest(rows: readonly CaseloadRow[]): Promise<string> {
  return digestOf(rows.map(({ patientId, version }) => `${patientId} ${version}\n`).join(''));
}

/** The caseload after a change; undefined when it does not come out as the server says: ask for the whole. */
export async function applyChange(
  held: Caseload,
  { asOf, versions, digest }: CaseloadChange,
): Promise<Caseload | undefined> {
  const rows = held.rows.map((row) => ({ ...row, version: versions[row.patientId] ?? row.version }));
  return (await rowsDigest(rows)) === digest ? { ...held, asOf, rows } : undefined;
}
