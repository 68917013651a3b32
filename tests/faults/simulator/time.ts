/**
 * Virtual time: timers wait for a clock that the simulator moves, and nothing waits for the machine's. Immediates run in
 * the order in which they were asked for. With no real input or output left, the same run takes the same turns each time.
 */
const realImmediate = globalThis.setImmediate;
const RealDate = globalThis.Date;

/** A Monday in winter: London and UTC agree. */
const START = RealDate.parse('2026-11-23T08:00:00.000Z');
/** Turns of the loop without any work before all counts as quiet: streams take a few of their own. */
const QUIET_TURNS = 3;

interface Timer {
  at: number;
  run: () => void;
  /** Set for an interval. */
  everyMs?: number;
  ref: () => Timer;
  unref: () => Timer;
}
type Callback = (...args: never[]) => void;

export class VirtualTime {
  now = START;
  /** Immediates that have run. */
  turns = 0;
  readonly #immediates = new Set<object>();
  /** By time; of the same time, in the order in which they were set. */
  #timers: Timer[] = [];

  /** Drops what still waits, and begins again at the same instant. */
  reset(): void {
    this.#timers = [];
    this.now = START;
    this.turns = 0;
  }

  /** Runs whatever can run without the clock moving. */
  async quiet(): Promise<void> {
    for (let idle = 0; idle < QUIET_TURNS; idle += 1) {
      await turn();
      if (this.#immediates.size > 0) idle = -1;
    }
  }

  /** Lets so many immediates run, or as many as there are. */
  async runTurns(count: number): Promise<void> {
    const end = this.turns + count;
    for (let idle = 0; idle < QUIET_TURNS && this.turns < end; idle += 1) {
      await turn();
      if (this.#immediates.size > 0) idle = -1;
    }
  }

  /** Moves the clock on, and runs on the way what falls due. */
  async run(ms: number): Promise<void> {
    const end = this.now + ms;
    for (;;) {
      await this.quiet();
      const next = this.#timers[0];
      if (!next || next.at > end) break;
      this.#fire(next);
    }
    this.now = end;
  }

  /** Moves the clock until `promise` settles. Throws when it has not after `limitMs`. */
  async until<T>(promise: Promise<T>, limitMs: number): Promise<T> {
    const state = { settled: false };
    const settle = () => {
      state.settled = true;
    };
    promise.then(settle, settle);
    const end = this.now + limitMs;
    for (;;) {
      await this.quiet();
      if (state.settled) return promise;
      const next = this.#timers[0];
      if (!next || next.at > end) throw new Error('something never ended');
      this.#fire(next);
    }
  }

  readonly setImmediate = (callback: Callback, ...args: never[]): object => {
    const handle = {};
    this.#immediates.add(handle);
    realImmediate(() => {
      if (!this.#immediates.delete(handle)) return;
      this.turns += 1;
      callback(...args);
    });
    return handle;
  };

  readonly clearImmediate = (handle: object): void => {
    this.#immediates.delete(handle);
  };

  readonly setTimeout = (callback: Callback, ms = 0, ...args: never[]): Timer =>
    this.#add(Math.max(1, ms), () => {
      callback(...args);
    });

  readonly setInterval = (callback: Callback, ms = 0, ...args: never[]): Timer => {
    const everyMs = Math.max(1, ms);
    const run = () => {
      callback(...args);
    };
    return Object.assign(this.#add(everyMs, run), { everyMs });
  };

  readonly clearTimeout = (timer: Timer | undefined): void => {
    if (timer) this.#timers = this.#timers.filter((other) => other !== timer);
  };

  #add(ms: number, run: () => void): Timer {
    const timer: Timer = { at: this.now + ms, run, ref: () => timer, unref: () => timer };
    this.#insert(timer);
    return timer;
  }

  #insert(timer: Timer): void {
    const after = this.#timers.findIndex((other) => other.at > timer.at);
    this.#timers.splice(after < 0 ? this.#timers.length : after, 0, timer);
  }

  #fire(timer: Timer): void {
    this.#timers.shift();
    this.now = Math.max(this.now, timer.at);
    if (timer.everyMs !== undefined) {
      timer.at = this.now + timer.everyMs;
      this.#insert(timer);
    }
    timer.run();
  }
}

/** `Date` by a clock of one's own. */
export function dateBy(now: () => number): DateConstructor {
  class VirtualDate extends RealDate {
    constructor(...args: [] | [number | string | Date]) {
      if (args.length === 0) super(now());
      else super(...args);
    }
    static override now = now;
  }
  return VirtualDate as DateConstructor;
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    realImmediate(resolve);
  });
}
