/** Server → device: sealed notes, when the caseload or a record of it has changed. */
import { applySealed } from '../../record/sealed-notes';
import { isQuotaExceeded } from '../quota';
import type { ServerClient } from '../sync/server-client';
import type { SealedStore } from './sealed-store';

export interface SealedSyncParts {
  server: Pick<ServerClient, 'sealedNotes'>;
  store: Pick<SealedStore, 'find' | 'save'>;
  /** From now on they are missed when they are gone. */
  expect: () => Promise<void>;
}

export class SealedSync {
  readonly #parts: SealedSyncParts;
  /** Something changed since they were last confirmed. */
  #due = true;

  constructor(parts: SealedSyncParts) {
    this.#parts = parts;
  }

  /** What fails here is tried again with the next round. */
  async run({ changed }: { changed: boolean }): Promise<void> {
    this.#due ||= changed;
    if (!this.#due) return;
    const { server, store } = this.#parts;
    const held = await store.find();
    const have = (held ?? []).map(({ patientId, version }) => ({ patientId, version }));
    const answer = await server.sealedNotes({ have });
    if (answer.kind !== 'sealed-notes') return;
    const { sets, gone } = answer.answer;
    try {
      if (!held || sets.length > 0 || gone.length > 0) {
        await store.save(applySealed(held ?? [], { sets, gone }));
        await this.#parts.expect();
      }
      this.#due = false;
    } catch (error) {
      // A full disk has its own warning, from the packs.
      if (!isQuotaExceeded(error)) throw error;
    }
  }
}
