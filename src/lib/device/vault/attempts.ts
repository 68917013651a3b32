/**
 * How wrong tries slow the next one down. Their number stands on the disk, so that neither a reload nor a kill helps. How
 * long ago the last one was is told by a clock that nobody can turn, from when this worker first knew of it.
 */
const FREE_TRIES = 4;
const LONGEST_SECONDS = 300;

/** Seconds to wait after so many wrong tries in a row: none up to the 4th, then 1, 2, 4 … and at most 5 minutes. */
export function delaySeconds(wrongTries: number): number {
  if (wrongTries <= FREE_TRIES) return 0;
  return Math.min(2 ** (wrongTries - FREE_TRIES - 1), LONGEST_SECONDS);
}

export class Waits {
  readonly #elapsed: () => number;
  readonly #known = new Map<string, { wrongTries: number; since: number }>();

  /** `elapsed`: milliseconds of a clock that only goes on. */
  constructor(elapsed: () => number) {
    this.#elapsed = elapsed;
  }

  /** Seconds still to wait at this vault after so many wrong tries. A worker that begins waits the whole time again. */
  secondsLeft(userHash: string, wrongTries: number): number {
    const now = this.#elapsed();
    let known = this.#known.get(userHash);
    if (known?.wrongTries !== wrongTries) {
      known = { wrongTries, since: now };
      this.#known.set(userHash, known);
    }
    return Math.max(0, Math.ceil(delaySeconds(wrongTries) - (now - known.since) / 1000));
  }
}
