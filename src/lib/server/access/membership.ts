/** How patients come to be on a caseload, as the organisation keeps it: each with its start, its end and why. */
import * as v from 'valibot';
import { holdsAt } from './reason';

/** ISO instants; without them it always was, or lasts. */
export const PeriodSchema = v.looseObject({
  from: v.optional(v.string()),
  until: v.optional(v.string()),
  why: v.optional(v.string()),
});
export type Period = v.InferOutput<typeof PeriodSchema>;

/** A patient's time with a team, and earlier times that are over. */
export const MembershipSchema = v.looseObject({
  teamId: v.string(),
  patientId: v.string(),
  ...PeriodSchema.entries,
  earlier: v.optional(v.array(PeriodSchema)),
});
export type Membership = v.InferOutput<typeof MembershipSchema>;

/** A user's time in a team: with an end, it is cover. One team may stand here more than once, for times that are over. */
export const TeamPlaceSchema = v.looseObject({
  id: v.string(),
  name: v.string(),
  ...PeriodSchema.entries,
});
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
  const { from, until, why, earlier = [] } = held;
  if (until === undefined) return { ...held, ...next, from };
  const before = { ...(from === undefined ? {} : { from }), until, ...(why === undefined ? {} : { why }) };
  return { ...next, earlier: [...earlier, before] };
}

/** The membership once the patient has left the team at `until`. What was over before stays as it was. */
export function left(held: Membership | undefined, next: Membership & { until: string }): Membership {
  const isOver = held?.until !== undefined && Date.parse(held.until) <= Date.parse(next.until);
  return isOver ? held : { ...held, ...next };
}

/**
 * A user's places once the user is in these teams and in no other from `at` on. What was written in a team before is filed by
 * the place that has ended, so that one stays; one that has not begun goes.
 */
export function placesAfter(
  held: readonly TeamPlace[],
  teams: readonly { id: string; name: string }[],
  { at, why }: { at: Date; why: string },
): TeamPlace[] {
  const now = at.toISOString();
  const isChosen = ({ id }: TeamPlace) => teams.some((team) => team.id === id);
  const isOver = ({ until }: TeamPlace) => until !== undefined && Date.parse(until) <= at.getTime();
  const hasBegun = ({ from }: TeamPlace) => holdsAt({ from }, at.getTime());
  const kept = held
    .filter((place) => isChosen(place) || hasBegun(place))
    .map((place) => (isChosen(place) || isOver(place) ? place : { ...place, until: now }));
  const isThere = (id: string) => kept.some((place) => place.id === id && holdsAt(place, at.getTime()));
  const begun = teams.filter(({ id }) => !isThere(id)).map((team) => ({ ...team, from: now, why }));
  return [...kept, ...begun];
}

/** The teams that a user is in at an instant, each once. */
export function teamsAt(places: readonly TeamPlace[], at: Date): { id: string; name: string }[] {
  const held = places.filter((place) => holdsAt(place, at.getTime()));
  return [...new Map(held.map(({ id, name }) => [id, { id, name }])).values()];
}

/** The times of a membership, the latest first. */
export function periodsOf({ from, until, why, earlier = [] }: Membership): Period[] {
  return [{ from, until, why }, ...earlier.toReversed()];
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
