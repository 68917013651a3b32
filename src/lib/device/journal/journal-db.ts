/** The journals' databases. One handle a name: PouchDB's `idb` adapter shares the connection, and closing one closes all. */
import PouchDB from 'pouchdb-core';
import httpAdapter from 'pouchdb-adapter-http';
import idbAdapter from 'pouchdb-adapter-idb';
import replication from 'pouchdb-replication';
import { rev } from 'pouchdb-utils';
import { JOURNAL_NAME } from '../../record/ids';
import type { EntryDoc } from '../../record/journal-docs';
import { generationOf } from './revised-doc';
import { askForStrictWrites } from './strict';

export type JournalDatabase = PouchDB.Database;

PouchDB.plugin(idbAdapter).plugin(httpAdapter).plugin(replication);

export class JournalDatabases {
  readonly #open = new Map<string, JournalDatabase>();

  constructor() {
    askForStrictWrites();
  }

  /** Opens, and creates when missing. The same name gives the same handle while it is open. */
  open(name: string): JournalDatabase {
    const found = this.#open.get(name);
    if (found) return found;
    // No auto-compaction (it loses data, pouchdb#7098): entries are small and hardly ever change.
    const made: JournalDatabase = new PouchDB(name, { adapter: 'idb', auto_compaction: false });
    withLastFigures(made);
    this.#open.set(name, made);
    return made;
  }

  /** The revision under which a write of `doc` will stand: PouchDB names it by what is in it. */
  revOf(doc: EntryDoc & { _rev?: string }): string {
    return `${generationOf(doc._rev ?? '0') + 1}-${rev(doc, true)}`;
  }

  /** What was written since. A browser may close a connection at any time, and it stays closed: then over a fresh one. */
  async changesSince(name: string, since: number | string) {
    const ask = () => this.open(name).changes({ since, include_docs: true });
    return ask().catch(async () => {
      await this.close(name);
      return ask();
    });
  }

  /** After a failed write the connection is dead (the adapter closes it): the next `open` makes another. */
  async close(name: string): Promise<void> {
    const found = this.#open.get(name);
    this.#open.delete(name);
    // A connection that is broken already has nothing left to close.
    await found?.close().catch(() => undefined);
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((name) => this.close(name)));
  }

  /** Ends a journal for good. The caller has made sure that nothing in it is still wanted. */
  async destroy(name: string): Promise<void> {
    await this.open(name).destroy();
    this.#open.delete(name);
  }
}

/** The server's side of a journal. Nothing is asked before its first use. */
export function remoteJournal(address: string, ask: typeof fetch): JournalDatabase {
  const made: JournalDatabase = new PouchDB(address, { adapter: 'http', fetch: ask });
  withLastFigures(made);
  return made;
}

/**
 * For its progress the replicator asks for a database's figures after each batch, and does not hear it when that fails:
 * it is given the last known ones instead. Before the first answer a failure is a failure.
 */
function withLastFigures(database: JournalDatabase): void {
  const ask = database.info.bind(database);
  let last: PouchDB.Core.DatabaseInfo | undefined;
  database.info = async () => {
    try {
      last = await ask();
    } catch (cause) {
      if (!last) throw cause;
    }
    return last;
  };
}

/** Names of the journals of `base`, or of everybody, that stand on this device, from the browser itself. */
export async function storedJournals(base?: string): Promise<string[]> {
  const databases = await indexedDB.databases();
  return databases
    .map(({ name }) => name?.replace(/^_pouch_/, '') ?? '')
    .filter((name) => {
      const own = JOURNAL_NAME.exec(name)?.[1];
      return own !== undefined && (base === undefined || own === base);
    });
}
