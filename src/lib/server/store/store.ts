import type {} from 'pouchdb-core';
/**
 * The one way to the databases: PouchDB's API, over LevelDB files (embedded) or over an Apache CouchDB 3 (`COUCHDB_URL`).
 * Both pass the suite in `tests/contract`.
 */
export type Database<Content extends object = object> = PouchDB.Database<Content>;

export interface Store {
  kind: 'embedded' | 'couchdb';
  /** Opens (and creates, when missing) a database. The same name gives the same handle while it is open. */
  open<Content extends object = object>(name: string): Promise<Database<Content>>;
  /** A journal: opened for one job and closed again when too many are open. */
  withJournal<T>(name: string, job: (journal: Database) => Promise<T>): Promise<T>;
  /** Names of all journals that exist. */
  journalNames(): Promise<string[]>;
  close(): Promise<void>;
}
