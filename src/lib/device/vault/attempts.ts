/** How wrong passphrases slow the next try down. Counted on disk, so that a reload does not help. */
const FREE_TRIES = 4;
const LONGEST_SECONDS = 300;

/** Seconds to wait after so many wrong tries in a row: none up to the 4th, then 1, 2, 4 … and at most 5 minutes. */
export function delaySeconds(wrongTries: number): number {
  if (wrongTries <= FREE_TRIES) return 0;
  return Math.min(2 ** (wrongTries - FREE_TRIES - 1), LONGEST_SECONDS);
}

/**
 * Seconds still to wait, from the instant (ms) before which no try is taken.
 * Never more than the longest delay: a clock that was set back must not lock anybody out.
 */
export function waitSeconds(notBefore: number, now: number): number {
  return Math.min(Math.max(0, Math.ceil((notBefore - now) / 1000)), LONGEST_SECONDS);
}
