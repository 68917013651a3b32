/** What may be freed on a full disk: packs, which can be downloaded again. Never an entry, never a draft. */
import type { FreeOutcome, StoredPack } from '../api';
import type { PackStore } from '../packs/pack-store';
import type { Reserve } from './reserve';

export interface FreeSpaceParts {
  packs: PackStore;
  reserve: Reserve;
  nameOf: (patientId: string) => string | undefined;
  isVisitedToday: (patientId: string) => boolean;
  onFreed: (patientIds: string[]) => void;
}

/** A save is worth another try when as much as this can be written. */
const TRIAL_BYTES = 250_000;
/** While the database puts its files in order it takes more room, not less. */
const TRY_EVERY_MS = 250;
const TRIES = 40;

export class FreeSpace {
  readonly #parts: FreeSpaceParts;

  constructor(parts: FreeSpaceParts) {
    this.#parts = parts;
  }

  /** Every pack with its size, the patients who are not visited today first, the largest of them first. */
  async list(): Promise<StoredPack[]> {
    const { packs, nameOf, isVisitedToday } = this.#parts;
    const rows = (await packs.sizes()).map(({ patientId, bytes }) => ({
      patientId,
      name: nameOf(patientId) ?? 'Patient not on this device',
      visitToday: isVisitedToday(patientId),
      bytes,
    }));
    return rows.sort((a, b) => Number(a.visitToday) - Number(b.visitToday) || b.bytes - a.bytes);
  }

  /** Drops these packs and the reserve, and tries until something can be written: what the browser counts as free is not. */
  async free(patientIds: readonly string[]): Promise<FreeOutcome> {
    const { packs, reserve, onFreed } = this.#parts;
    await reserve.release();
    await packs.drop(patientIds);
    onFreed([...patientIds]);
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      if (await packs.takesWrite(TRIAL_BYTES)) return { kind: 'freed' };
      await new Promise((resolve) => setTimeout(resolve, TRY_EVERY_MS));
    }
    return { kind: 'still-full' };
  }
}
