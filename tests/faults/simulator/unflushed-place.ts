/** The Cache API of a tablet: nobody asks it to be strict, so a power cut takes what was written of late. */
import { MemoryPlace } from '../../support/device/world';

/** Systems write to the disk by themselves about this often. */
const FLUSHED_AFTER_MS = 30_000;

export class UnflushedPlace extends MemoryPlace {
  readonly #savedAt: Map<string, number>;

  /** As it was left `before`: whoever had that one, and has ended, writes into the void. */
  constructor(before?: UnflushedPlace) {
    super();
    for (const [key, value] of before?.values ?? []) this.values.set(key, value);
    this.#savedAt = new Map(before ? before.#savedAt : []);
  }

  override async save(key: string, value: unknown): Promise<void> {
    // What stands already and is written over is not part of the game.
    if (!this.values.has(key)) this.#savedAt.set(key, Date.now());
    await super.save(key, value);
  }

  cutPower(): void {
    for (const [key, at] of this.#savedAt) if (Date.now() - at < FLUSHED_AFTER_MS) this.values.delete(key);
    this.#savedAt.clear();
  }
}
