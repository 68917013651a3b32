import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { DeviceApi } from '../device/api';

type DraftStore = Pick<DeviceApi, 'findDraft' | 'saveDraft' | 'dropDraft'>;

/** How long typing may go on before what was typed is sealed and written. */
const WAIT_MS = 300;

/**
 * What is being written and not yet saved. Kept sealed on the device so that a reload, a lock or a crash does not lose it;
 * what could not be written stays in the page's memory, for its author only, and is tried again.
 */
export class Drafts {
  /** The last write failed: what was typed is only on this screen. */
  failed = $state(false);
  #open = new SvelteSet<string>();
  readonly #pending = new SvelteMap<string, string>();
  #pendingOf: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> = Promise.resolve();
  readonly #store: () => DraftStore;

  constructor(store: () => DraftStore) {
    this.#store = store;
  }

  /** A form with something in it is open: an update or a reload has to wait. */
  get busy(): boolean {
    return this.#open.size > 0;
  }

  /** The vault of this user was opened. Another user's unwritten text is not theirs to see. */
  openFor(userId: string): void {
    if (this.#pendingOf !== undefined && this.#pendingOf !== userId) this.#pending.clear();
    this.#pendingOf = userId;
    void this.flush();
  }

  async find(key: string): Promise<string | undefined> {
    return this.#pending.get(key) ?? (await this.#store().findDraft(key));
  }

  put(key: string, value: string): void {
    this.#open.add(key);
    this.#pending.set(key, value);
    this.#timer ??= setTimeout(() => void this.flush(), WAIT_MS);
  }

  /** Writes what waits. Resolves to whether all of it is on the disk. */
  async flush(): Promise<boolean> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    await this.#writing;
    return this.#pending.size === 0;
  }

  /** What was drafted is saved, or thrown away by its author. Throws when the draft could not be taken off the disk. */
  async drop(key: string): Promise<void> {
    this.#open.delete(key);
    this.#pending.delete(key);
    const dropped = this.#writing.then(() => this.#store().dropDraft(key));
    this.#writing = dropped.catch(() => undefined);
    await dropped;
  }

  /** The form is no longer on the screen; its draft stays on the device. */
  release(key: string): void {
    this.#open.delete(key);
    void this.flush();
  }

  async #write(): Promise<void> {
    for (const [key, value] of [...this.#pending]) {
      try {
        await this.#store().saveDraft(key, value);
        if (this.#pending.get(key) === value) this.#pending.delete(key);
        this.failed = false;
      } catch {
        this.failed = true;
      }
    }
  }
}
