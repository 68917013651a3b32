/** Whose records were written lately, in order: what changed since somebody last looked is found without looking at all. */

/** Whoever looked longer ago has to look at all. */
const REMEMBERED = 10_000;

export class CommitLog {
  #patientIds: string[] = [];
  /** Of the first that is remembered. */
  #first = 0;

  /** Where the log ends now. Means something in this process only. */
  get position(): number {
    return this.#first + this.#patientIds.length;
  }

  add(patientId: string): void {
    this.#patientIds.push(patientId);
    // Half of it at once: shortening costs as much as the whole.
    if (this.#patientIds.length > 2 * REMEMBERED) this.#forget(REMEMBERED);
  }

  /** Something may have been missed: no position from before is good any more. */
  clear(): void {
    this.#forget(this.#patientIds.length);
    this.#first += 1;
  }

  /** The patients since a position; undefined when it is not known any more. */
  since(position: number): ReadonlySet<string> | undefined {
    if (position < this.#first) return undefined;
    return new Set(this.#patientIds.slice(position - this.#first));
  }

  #forget(count: number): void {
    this.#patientIds = this.#patientIds.slice(count);
    this.#first += count;
  }
}
