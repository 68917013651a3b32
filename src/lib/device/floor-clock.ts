/**
 * Server time that does not go back: what closes at some hour must not open again by turning the tablet's clock back. Nor
 * does it stand still then: what passes is counted by whichever of the tablet's clocks says more.
 */
import * as v from 'valibot';

/** How far it was when it was last written down: `wall` is what the tablet's clock said then. Both in ms. */
export const ClockMarkSchema = v.looseObject({ floor: v.number(), wall: v.number() });
export type ClockMark = v.InferOutput<typeof ClockMarkSchema>;

export interface FloorClockParts {
  /** The tablet's clock, ms. */
  now: () => number;
  /** Server time minus the tablet's, as last heard, ms. */
  offset: () => number;
  /** Counts while the program runs, whatever the tablet's clock is set to, ms. */
  monotonic: () => number;
  /** Server times (ISO) that are known to have passed, such as the last contact. */
  seen: () => Iterable<string | undefined>;
}

export class FloorClock {
  readonly #parts: FloorClockParts;
  #floor: number;
  #wall: number;
  #tick: number;

  constructor(parts: FloorClockParts) {
    this.#parts = parts;
    this.#wall = parts.now();
    this.#tick = parts.monotonic();
    this.#floor = this.#wall + parts.offset();
  }

  /** What a later program goes on from. */
  get mark(): ClockMark {
    return { floor: this.now(), wall: this.#wall };
  }

  /** Goes on from where an earlier program was, and counts what has passed since. */
  resume({ floor, wall }: ClockMark): void {
    this.#floor = Math.max(this.now(), floor + Math.max(0, this.#wall - wall));
  }

  /** The server said what time it is: also a clock that had run ahead is right again. */
  reached(serverMs: number): void {
    this.#step();
    this.#floor = serverMs;
  }

  /** ms of server time. */
  now(): number {
    const passed = [...this.#parts.seen()].flatMap((instant) => {
      const at = Date.parse(instant ?? '');
      return Number.isNaN(at) ? [] : [at];
    });
    this.#floor = Math.max(this.#floor + this.#step(), ...passed);
    return this.#floor;
  }

  /** ms since the last step. */
  #step(): number {
    const [wall, tick] = [this.#parts.now(), this.#parts.monotonic()];
    const passed = Math.max(0, wall - this.#wall, tick - this.#tick);
    [this.#wall, this.#tick] = [wall, tick];
    return passed;
  }
}
