/** How old what is shown may be before safety-critical facts (allergies, medicines, resuscitation) say so loudly. */
import { formatAgo, formatInstant } from '../../clinical/dates';

export const STALE_AFTER_HOURS = 24;

export interface FactAge {
  /** "22 Nov 2026, 07:52 (3 hours ago)" */
  words: string;
  stale: boolean;
}

/** `asKnownAt`: when the server last confirmed what is shown. */
export function factAge(asKnownAt: string, now: Date): FactAge {
  const at = new Date(asKnownAt);
  return {
    words: `${formatInstant(asKnownAt)} (${formatAgo(at, now)})`,
    // Unreadable is stale: the comparison must fail towards the warning.
    stale: !(now.getTime() - at.getTime() <= STALE_AFTER_HOURS * 3_600_000),
  };
}
