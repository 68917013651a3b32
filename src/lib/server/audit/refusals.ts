/** Which refusals are worth a record of their own: a client that asks again and again is refused once a minute. */
const SAME_MS = 60_000;
const MOST = 10_000;

export class Refusals {
  readonly #last = new Map<string, number>();

  /** Whether this one, of `what` to whoever `who` is, is to be recorded. */
  isNew(who: string, what: string, now: Date): boolean {
    const key = `${who}\n${what}`;
    const last = this.#last.get(key);
    if (last !== undefined && Math.abs(now.getTime() - last) < SAME_MS) return false;
    if (this.#last.size >= MOST) this.#last.clear();
    this.#last.set(key, now.getTime());
    return true;
  }
}
