/** One user's time in one team begun or ended by itself, the others left as they are. Pure. */
import type { Period, TeamPlace } from './membership';
import { holdsAt } from './reason';

/** With one more; undefined when the user is in that team for all of that time already. Two may overlap: each counts. */
export function placed(held: readonly TeamPlace[], next: TeamPlace): TeamPlace[] | undefined {
  return held.some((place) => place.id === next.id && contains(place, next)) ? undefined : [...held, next];
}

/** Once the user has left the team at `at`. What was written in it is filed by the place that has ended; one that has not begun goes. */
export function placesWithout(held: readonly TeamPlace[], teamId: string, at: Date): TeamPlace[] {
  return held.flatMap((place) => {
    if (place.id !== teamId || stateOf(place, at) === 'over') return [place];
    return stateOf(place, at) === 'now' ? [{ ...place, until: at.toISOString() }] : [];
  });
}

export function stateOf(period: Period, at: Date): 'over' | 'now' | 'coming' {
  if (holdsAt(period, at.getTime())) return 'now';
  return holdsAt({ from: period.from }, at.getTime()) ? 'over' : 'coming';
}

/** Whether all of `inner` lies in `outer`. */
export function contains(outer: Period, inner: Period): boolean {
  const isFromStart = outer.from === undefined || startOf(outer) <= startOf(inner);
  const isToEnd = outer.until === undefined || endOf(outer) >= endOf(inner);
  return isFromStart && isToEnd;
}

function startOf({ from }: Period): number {
  return from === undefined ? -Infinity : Date.parse(from);
}

function endOf({ until }: Period): number {
  return until === undefined ? Infinity : Date.parse(until);
}
