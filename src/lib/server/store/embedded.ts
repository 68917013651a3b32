/** The embedded store: LevelDB files under the data folder, one folder a database, no other process. */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { LevelDown } from 'leveldown';
import { JOURNAL_NAME } from '../../record/ids';
import { copyLevel } from './copy-level';
import { durableLeveldown } from './durable-leveldown';
import { Handles } from './handles';
import { PouchDB } from './pouch';
import type { Database, Store } from './store';

/** LevelDB takes a few file handles and a few MB for each open database. */
const OPEN_JOURNALS = 64;

export class StoreInUseError extends Error {
  override name = 'StoreInUseError';
}

export interface EmbeddedStore extends Store {
  kind: 'embedded';
  /** Names of all databases but the journals. */
  databaseNames(): Promise<string[]>;
  /** Copies one into a new folder at `path`, as it is at one instant; on the disk when it resolves. Answers its rows. */
  copyDatabase(name: string, path: string): Promise<number>;
  copyJournal(name: string, path: string): Promise<number>;
}

export function isEmbedded(store: Store): store is EmbeddedStore {
  return store.kind === 'embedded';
}

/** LevelDB itself, beneath each database that is open. */
const levels = new WeakMap<Database, LevelDown>();

/** Throws a `StoreInUseError` on the first use of a database that another process has open. */
export async function openEmbeddedStore(dataDir: string): Promise<EmbeddedStore> {
  const journalsDir = join(dataDir, 'journals');
  const databasesDir = join(dataDir, 'databases');
  await Promise.all([mkdir(journalsDir, { recursive: true }), mkdir(databasesDir, { recursive: true })]);
  const databases = new Handles((name) => openLevel(join(databasesDir, name)));
  const journals = new Handles((name) => openLevel(join(journalsDir, name)), OPEN_JOURNALS);
  return {
    kind: 'embedded',
    open: <Content extends object>(name: string) =>
      databases.use(name, (database) => Promise.resolve(database as Database<Content>)),
    withJournal: (name, job) => journals.use(name, job),
    journalNames: async () => (await readdir(journalsDir)).filter((name) => JOURNAL_NAME.test(name)).sort(),
    databaseNames: async () => (await readdir(databasesDir)).sort(),
    copyDatabase: (name, path) => databases.use(name, (database) => copyTo(path, database)),
    copyJournal: (name, path) => journals.use(name, (journal) => copyTo(path, journal)),
    close: async () => {
      await Promise.all([databases.close(), journals.close()]);
    },
  };
}

function copyTo(path: string, database: Database): Promise<number> {
  const level = levels.get(database);
  if (!level) throw new Error('a database of this store is known by its level');
  return copyLevel(level, path);
}

async function openLevel(path: string): Promise<Database> {
  let level: LevelDown | undefined;
  const durable = (location: string) => (level = durableLeveldown(location));
  const options = { adapter: 'leveldb', db: durable } as const;
  const database: Database = new PouchDB(path, options);
  try {
    await database.info();
  } catch (cause) {
    if (String(cause).includes('lock')) {
      throw new StoreInUseError(`${path} is open in another process.`, { cause });
    }
    throw new Error(`${path} can’t be opened.`, { cause });
  }
  if (level) levels.set(database, level);
  return database;
}
