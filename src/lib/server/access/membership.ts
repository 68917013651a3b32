/** How patients come to be on a caseload, as the organisation keeps it: each with its start, its end and why. */
import * as v from 'valibot';

/** ISO instants; without them it always was, or lasts. */
export const PeriodSchema = v.looseObject({ from: v.optional(v.string()), until: v.optional(v.string()) });
export type Period = v.InferOutput<typeof PeriodSchema>;

/** A patient's time with a team, and earlier times that are over. */
export const MembershipSchema = v.looseObject({
  teamId: v.string(),
  patientId: v.string(),
  ...PeriodSchema.entries,
  why: v.optional(v.string()),
  earlier: v.optional(v.array(PeriodSchema)),
});
export type Membership = v.InferOutput<typeof MembershipSchema>;

/** A user's time in a team: with an end, it is cover. */
export const TeamPlaceSchema = v.looseObject({ id: v.string(), name: v.string(), ...PeriodSchema.entries });
export type TeamPlace = v.InferOutput<typeof TeamPlaceSchema>;

/** One user's own reason to see one patient, given for a time, by the user or by somebody who may. */
export const GivenReasonSchema = v.looseObject({
  id: v.string(),
  userId: v.string(),
  patientId: v.string(),
  kind: v.picklist(['cover', 'claim', 'break-glass']),
  from: v.string(),
  until: v.string(),
  /** In the words of whoever gave it. */
  why: v.string(),
});
export type GivenReason = v.InferOutput<typeof GivenReasonSchema>;

/** The membership once the patient is with the team (again) from `from` on; without `from`, as if it had always been so. */
export function joined(held: Membership | undefined, next: Membership): Membership {
  if (held === undefined || next.from === undefined) return next;
  const { from, until, earlier = [] } = held;
  if (until === undefined) return { ...held, ...next, from };
  return { ...next, earlier: [...earlier, { ...(from === undefined ? {} : { from }), until }] };
}

/** The membership once the patient has left the team at `until`. */
export function left(held: Membership | undefined, next: Membership & { until: string }): Membership {
  return { ...held, ...next };
}

/** The times of a membership, the latest first. */
export function periodsOf({ from, until, earlier = [] }: Membership): Period[] {
  return [{ from, until }, ...earlier.toReversed()];
}

/** The time that lies within both; undefined when there is none. */
export function overlap(a: Period, b: Period): Period | undefined {
  const from = pick(a.from, b.from, Math.max);
  const until = pick(a.until, b.until, Math.min);
  if (from !== undefined && until !== undefined && Date.parse(from) >= Date.parse(until)) return undefined;
  return { from, until };
}

function pick(a: string | undefined, b: string | undefined, choose: (a: number, b: number) => number) {
  if (a === undefined || b === undefined) return a ?? b;
  return choose(Date.parse(a), Date.parse(b)) === Date.parse(a) ? a : b;
}
