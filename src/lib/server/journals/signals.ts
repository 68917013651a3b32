/** Wakes whoever waits for something new in a journal. */

export interface Wait {
  /** Resolves at the next signal, after `ms`, or with false when the server closes. */
  until(ms: number): Promise<boolean>;
  stop(): void;
}

export class Signals {
  readonly #waiting = new Map<string, Set<() => void>>();
  #closed = false;

  /** Counts from now on: a signal before `until` is called is not lost. */
  wait(name: string): Wait {
    const waiting = this.#waiting.get(name) ?? new Set();
    this.#waiting.set(name, waiting);
    let wake = (): void => undefined;
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    waiting.add(wake);
    const stop = () => {
      waiting.delete(wake);
      if (waiting.size === 0 && this.#waiting.get(name) === waiting) this.#waiting.delete(name);
    };
    const until = async (ms: number) => {
      const timer = setTimeout(wake, this.#closed ? 0 : ms);
      await woken;
      clearTimeout(timer);
      stop();
      return !this.#closed;
    };
    return { until, stop };
  }

  signal(name: string): void {
    for (const wake of this.#waiting.get(name) ?? []) wake();
  }

  close(): void {
    this.#closed = true;
    for (const name of this.#waiting.keys()) this.signal(name);
  }
}
