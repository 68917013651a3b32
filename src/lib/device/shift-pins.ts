/**
 * The locks of shift PINs, between the workers of this browser. A keeper (`keeper.ts`) outlives the data worker and hands
 * them to the next one; nothing of them is ever written. They end with the last keeper, or after a shift.
 */
import * as v from 'valibot';
import { PinLockSchema, type PinLock } from './vault/pin';

const CHANNEL = 'doorstep-shift-pins';
export const SHIFT_MS = 12 * 3_600_000;

const MessageSchema = v.variant('kind', [
  /** A data worker that begins asks what is kept. */
  v.object({ kind: v.literal('please') }),
  v.object({ kind: v.literal('lock'), userHash: v.string(), lock: PinLockSchema }),
  v.object({ kind: v.literal('forget'), userHash: v.string() }),
]);
type Message = v.InferOutput<typeof MessageSchema>;

interface Parts {
  /** Device time, ms. */
  now: () => number;
  /** Answers those who ask. */
  keeps?: boolean;
  /** Another worker has told of a lock, or of its end. */
  onChange?: () => void;
}

export class ShiftPins {
  readonly #channel = new BroadcastChannel(CHANNEL);
  readonly #locks = new Map<string, PinLock>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      const parsed = v.safeParse(MessageSchema, data);
      if (parsed.success) this.#hear(parsed.output);
    });
  }

  /** Asks the keepers; what they keep is known as soon as they have answered. */
  ask(): void {
    this.#tell({ kind: 'please' });
  }

  find(userHash: string): PinLock | undefined {
    const lock = this.#locks.get(userHash);
    // Beside the timer, which stands still while a tablet sleeps.
    if (lock && this.#parts.now() - lock.chosenAt > SHIFT_MS) this.forget(userHash);
    return this.#locks.get(userHash);
  }

  keep(userHash: string, lock: PinLock): void {
    this.#take(userHash, lock);
    this.#tell({ kind: 'lock', userHash, lock });
  }

  /** Here and in every keeper. */
  forget(userHash: string): void {
    this.#drop(userHash);
    this.#tell({ kind: 'forget', userHash });
  }

  close(): void {
    for (const userHash of [...this.#locks.keys()]) this.#drop(userHash);
    this.#channel.close();
  }

  #hear(message: Message): void {
    if (message.kind === 'please') {
      if (this.#parts.keeps) this.#answer();
      return;
    }
    if (message.kind === 'lock') this.#take(message.userHash, message.lock);
    else this.#drop(message.userHash);
    this.#parts.onChange?.();
  }

  #answer(): void {
    for (const userHash of [...this.#locks.keys()]) {
      const lock = this.find(userHash);
      if (lock) this.#tell({ kind: 'lock', userHash, lock });
    }
  }

  #take(userHash: string, lock: PinLock): void {
    this.#drop(userHash);
    this.#locks.set(userHash, lock);
    // Also when the clock is turned back.
    const timer = setTimeout(() => {
      this.forget(userHash);
    }, SHIFT_MS);
    this.#timers.set(userHash, timer);
  }

  #drop(userHash: string): void {
    clearTimeout(this.#timers.get(userHash));
    this.#timers.delete(userHash);
    this.#locks.delete(userHash);
  }

  #tell(message: Message): void {
    this.#channel.postMessage(message);
  }
}
