/**
 * Which journals stand on this device, and whether something in them waits. Readable without a vault: the service worker
 * carries journals when everything is locked. Ids and revisions only.
 */
import { Dexie, type Table } from 'dexie';
import { isQuotaExceeded } from '../quota';

export interface JournalRow {
  name: string;
  userHash: string;
  /** A new ticket at each save; empty when every entry has its answer. */
  waiting: string;
  /** Set while nothing may be sent: the server named a key that this device does not know. */
  held: boolean;
}

/** The server's journal holds this revision of this document. */
export interface ReceivedRow {
  docId: string;
  journal: string;
  rev: string;
  at: string;
}

export class JournalRegistry {
  readonly #db: Dexie;
  readonly #journals: Table<JournalRow, string>;
  readonly #received: Table<ReceivedRow, string>;

  constructor(name = 'doorstep-journals') {
    this.#db = new Dexie(name, { chromeTransactionDurability: 'strict' });
    this.#db.version(1).stores({ journals: 'name, userHash', received: 'docId, journal' });
    this.#journals = this.#db.table('journals');
    this.#received = this.#db.table('received');
  }

  /** Opens it; one that can't be opened, on a disk with room, is begun anew: all in it can be had from the journals and the server again. */
  async openAnyhow(): Promise<void> {
    try {
      await this.#db.open();
    } catch (cause) {
      if (isQuotaExceeded(cause)) throw cause;
      await this.#db.delete();
      await this.#db.open();
    }
  }

  async findAll(): Promise<JournalRow[]> {
    return this.#journals.toArray();
  }

  async findOf(userHash: string): Promise<JournalRow[]> {
    return this.#journals.where({ userHash }).toArray();
  }

  find(name: string): Promise<JournalRow | undefined> {
    return this.#journals.get(name);
  }

  /** Before something is written: should the write be interrupted, a journal that waits for nothing does no harm. */
  async markWaiting(name: string, userHash: string, held: boolean): Promise<void> {
    await this.#journals.put({ name, userHash, held, waiting: crypto.randomUUID() });
  }

  /** Nothing waits any more, unless something was saved since the ticket was read. */
  async clearWaiting(name: string, ticket: string): Promise<void> {
    await this.#db.transaction('rw', this.#journals, async () => {
      const row = await this.#journals.get(name);
      if (row?.waiting === ticket) await this.#journals.put({ ...row, waiting: '' });
    });
  }

  /** Stops or resumes sending for all journals of a user. */
  async hold(userHash: string, held: boolean): Promise<void> {
    await this.#journals.where({ userHash }).modify({ held });
  }

  async received(journal: string): Promise<Map<string, ReceivedRow>> {
    const rows = await this.#received.where({ journal }).toArray();
    return new Map(rows.map((row) => [row.docId, row]));
  }

  async markReceived(rows: readonly ReceivedRow[]): Promise<void> {
    await this.#received.bulkPut([...rows]);
  }

  /** The server no longer has them: it was restored from a backup. */
  async unmarkReceived(docIds: readonly string[]): Promise<void> {
    await this.#received.bulkDelete([...docIds]);
  }

  async forget(name: string): Promise<void> {
    await this.#db.transaction('rw', this.#journals, this.#received, async () => {
      await this.#received.where({ journal: name }).delete();
      await this.#journals.delete(name);
    });
  }

  close(): void {
    this.#db.close();
  }
}
