/** Watches the time of a lease while the vault is open: ends it when it is over, and writes down now and then what time it is. */
import { errorName } from '../error-name';
import type { VaultLease } from './lease';

const LOOK_EVERY_MS = 15_000;
/** So much may be gained by turning the clock back and starting again. */
const WRITE_EVERY_LOOKS = 20;

export class LeaseWatch {
  readonly #lease: Pick<VaultLease, 'isOver' | 'lapse' | 'saveClock'>;
  readonly #onEnded: () => Promise<void>;
  #timer: ReturnType<typeof setInterval> | undefined;
  #looks = 0;

  constructor(lease: Pick<VaultLease, 'isOver' | 'lapse' | 'saveClock'>, onEnded: () => Promise<void>) {
    this.#lease = lease;
    this.#onEnded = onEnded;
  }

  start(): void {
    this.#timer ??= setInterval(() => {
      this.look().catch((error: unknown) => {
        console.error('The lease could not be looked after', errorName(error));
      });
    }, LOOK_EVERY_MS);
  }

  async look(): Promise<void> {
    this.#looks += 1;
    if (this.#looks % WRITE_EVERY_LOOKS === 0) await this.#lease.saveClock();
    if (!this.#lease.isOver) return;
    await this.#lease.lapse();
    await this.#onEnded();
  }

  /** The vault is being locked. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    // Locking goes on whatever the disk says.
    await this.#lease.saveClock().catch(() => undefined);
  }
}
