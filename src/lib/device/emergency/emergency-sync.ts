/** Server → device: the emergency summaries. Asked for now and then only: most of a shift nothing in them changes. */
import { isQuotaExceeded } from '../quota';
import type { ServerClient } from '../sync/server-client';
import { applyAnswer, type EmergencyStore } from './emergency-store';

const EVERY_MS = 60 * 60_000;

export interface EmergencySyncParts {
  server: Pick<ServerClient, 'emergency'>;
  store: Pick<EmergencyStore, 'find' | 'save'>;
  /** From now on they are missed when they are gone. */
  expect: () => Promise<void>;
  /** Device time, ms. */
  now: () => number;
}

export class EmergencySync {
  readonly #parts: EmergencySyncParts;
  /** When they were last confirmed, by this worker. */
  #askedAt: number | undefined;

  constructor(parts: EmergencySyncParts) {
    this.#parts = parts;
  }

  /** Brings them up to date when an hour has passed. What fails here is tried again with the next round. */
  async run(): Promise<void> {
    const { server, store, now } = this.#parts;
    // By a clock that may have been set back meanwhile.
    if (this.#askedAt !== undefined && Math.abs(now() - this.#askedAt) < EVERY_MS) return;
    const held = await store.find();
    const have = (held?.envelopes ?? []).map(({ tag, version }) => ({ tag, version }));
    const answer = await server.emergency({ have, ...(held?.state && { state: held.state }) });
    if (answer.kind !== 'emergency') return;
    try {
      await store.save(applyAnswer(held, answer.emergency));
      await this.#parts.expect();
      this.#askedAt = now();
    } catch (error) {
      // A full disk has its own warning, from the packs, which matter more.
      if (!isQuotaExceeded(error)) throw error;
    }
  }
}
