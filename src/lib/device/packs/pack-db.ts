/** One user's read cache. Every column but the blocks is an opaque id, a version or a hash. */
import { Dexie, type Table } from 'dexie';
import { isQuotaExceeded } from '../quota';
import type { Block } from './block';

export interface BlockRow {
  patientId: string;
  version: string;
  block: Block;
}

export interface MetaRow {
  key: string;
  block: Block;
}

export interface DraftRow {
  hash: string;
  block: Block;
}

export class PackDb extends Dexie {
  declare readonly packs: Table<BlockRow, string>;
  declare readonly cards: Table<BlockRow, string>;
  declare readonly meta: Table<MetaRow, string>;
  declare readonly drafts: Table<DraftRow, string>;

  constructor(userHash: string) {
    super(nameOfPackDb(userHash), { chromeTransactionDurability: 'strict' });
    this.version(1).stores({ packs: 'patientId', cards: 'patientId', meta: 'key', drafts: 'hash' });
  }

  /** Nothing of a patient, and nothing about them, is in it. */
  async isBare(): Promise<boolean> {
    const tables = [this.packs, this.cards, this.meta];
    const counts = await this.transaction('r', tables, () =>
      Promise.all(tables.map((table) => table.count())),
    );
    return counts.every((count) => count === 0);
  }

  /** Opens it; one that can't be opened is begun anew, unless it is the disk that is full. Whether that was so. */
  async openAnyhow(): Promise<{ anew: boolean }> {
    try {
      await this.open();
      return { anew: false };
    } catch (cause) {
      if (isQuotaExceeded(cause)) throw cause;
      await this.delete();
      await this.open();
      return { anew: true };
    }
  }
}

/** Deletes a user's read cache. Nothing is written only there but drafts. */
export async function deletePackDb(userHash: string): Promise<void> {
  await Dexie.delete(nameOfPackDb(userHash));
}

export function nameOfPackDb(userHash: string): string {
  return `doorstep-${userHash}`;
}
