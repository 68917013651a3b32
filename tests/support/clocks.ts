/** Clocks that a test can move: the server's, and the one of everything that runs on a tablet. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page, Worker } from '@playwright/test';
import type { ServerProcess } from './server-process';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** From its next start, the server's clock is `ms` ahead of this machine's; behind it when negative. */
export function shiftServerClock({ env }: ServerProcess, ms: number): void {
  const address = pathToFileURL(resolve(import.meta.dirname, 'shifted-clock.mjs')).href;
  Object.assign(env, { NODE_OPTIONS: `--import=${address}`, SHIFT_CLOCK_MS: String(ms) });
}

/** The clock of a page, of its workers and of the service worker; of those too that start later. */
export class TabletClock {
  #ahead = 0;
  readonly #page: Page;
  #pending: Promise<unknown>[] = [];

  constructor(page: Page) {
    this.#page = page;
    page.on('worker', (worker) => {
      if (this.#ahead > 0) this.#pending.push(this.#move(worker));
    });
  }

  /** Sets the clock forward. Timers don't fire for it, as they don't while a lid is closed. */
  async forward(ms: number): Promise<void> {
    this.#ahead += ms;
    const running: (Page | Worker)[] = [
      this.#page,
      ...this.#page.workers(),
      ...this.#page.context().serviceWorkers(),
    ];
    for (const place of running) await (place as Page).evaluate(moveClock, ms);
  }

  async #move(worker: Worker): Promise<void> {
    const state = { ended: false };
    worker.once('close', () => (state.ended = true));
    try {
      await worker.evaluate(moveClock, this.#ahead);
    } catch (cause) {
      // One that has ended meanwhile, by itself or with its page, reads no clock any more.
      if (!state.ended && !this.#page.isClosed()) throw cause;
    }
  }

  /** Resolves when the workers that have started since have the clock too. */
  async settled(): Promise<void> {
    await Promise.all(this.#pending);
  }
}

/** Runs on the tablet. */
function moveClock(ms: number): void {
  const RealDate = Date;
  globalThis.Date = class extends RealDate {
    constructor(...parts: unknown[]) {
      if (parts.length === 0) super(RealDate.now() + ms);
      else super(...(parts as [number]));
    }

    static override now(): number {
      return RealDate.now() + ms;
    }
  } as DateConstructor;
}
