/** A clock that does not go back: what closes after an hour must not open again by turning the tablet's clock back. */
export class FloorClock {
  readonly #now: () => number;
  readonly #seen: () => Iterable<string | undefined>;
  #highest = 0;

  /** `now` in ms; `seen`: instants (ISO) that are known to have passed, such as the last contact with the server. */
  constructor(now: () => number, seen: () => Iterable<string | undefined>) {
    this.#now = now;
    this.#seen = seen;
  }

  /** ms: the clock's time, or the latest that it has shown or that is known to have passed. */
  now(): number {
    const passed = [...this.#seen()].flatMap((instant) => {
      const at = Date.parse(instant ?? '');
      return Number.isNaN(at) ? [] : [at];
    });
    this.#highest = Math.max(this.#highest, this.#now(), ...passed);
    return this.#highest;
  }
}
