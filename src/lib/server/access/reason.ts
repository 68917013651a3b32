/** Why a user may see a patient: each reason with its start, its end and, where a person gave it, their words. */
import type { Why } from '../../record/caseload';

export interface Reason {
  kind: Why['kind'];
  /** Of the team, round or visit; of a reason that the user gave, what it is called. */
  name: string;
  /** ISO instants; without them it always was, or lasts. `until` itself is no longer part of it. */
  from?: string | undefined;
  until?: string | undefined;
  /** In the words of whoever gave it. */
  why?: string | undefined;
}

/** Whether the reason held at an instant (ms since 1970; never at NaN). */
export function holdsAt({ from, until }: Pick<Reason, 'from' | 'until'>, instant: number): boolean {
  if (Number.isNaN(instant)) return false;
  return (
    (from === undefined || Date.parse(from) <= instant) &&
    (until === undefined || instant < Date.parse(until))
  );
}
