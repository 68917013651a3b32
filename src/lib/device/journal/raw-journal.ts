/**
 * A journal as it stands in IndexedDB, read without PouchDB: its `idb` adapter throws outside of any promise, or never
 * answers, when a row that it relies on is gone. Says whether PouchDB may be let near it, and saves what can be read.
 */
import { isQuotaExceeded } from '../quota';
import { docOf, isSound, type RawDoc, type StoredRow } from './soundness';

export interface RawJournal {
  /** Every row that the adapter relies on is there. */
  sound: boolean;
  /** Documents that could be read, with `_id` and `_rev`, in the order in which they were written. */
  docs: RawDoc[];
}

const DOCS = 'document-store';
const BY_SEQ = 'by-sequence';
const STORES = [DOCS, BY_SEQ, 'attach-store', 'attach-seq-store', 'meta-store', 'local-store'];
const PATIENCE_MS = 10_000;

/**
 * Reads the journal. One that is not on this device is sound, and empty. Throws when the disk is too full to open it: that
 * says nothing of what stands in it.
 */
export async function readRawJournal(name: string): Promise<RawJournal> {
  try {
    const stored = (await indexedDB.databases()).map((database) => database.name);
    if (!stored.includes(databaseName(name))) return { sound: true, docs: [] };
    return await withPatience(read(databaseName(name)));
  } catch (cause) {
    if (isQuotaExceeded(cause)) throw cause;
    // What can't be opened at all is no sound journal, whatever else the error is.
    return { sound: false, docs: [] };
  }
}

/** The same, but undefined when the disk is too full to open it. */
export async function findRawJournal(name: string): Promise<RawJournal | undefined> {
  try {
    return await readRawJournal(name);
  } catch (cause) {
    if (isQuotaExceeded(cause)) return undefined;
    throw cause;
  }
}

/** Deletes the journal, also when PouchDB could not open it. */
export async function deleteRawJournal(name: string): Promise<void> {
  await withPatience(done(indexedDB.deleteDatabase(databaseName(name))));
}

function databaseName(name: string): string {
  return `_pouch_${name}`;
}

async function read(database: string): Promise<RawJournal> {
  const db = await done(indexedDB.open(database));
  try {
    const whole = STORES.every((store) => db.objectStoreNames.contains(store));
    if (!db.objectStoreNames.contains(BY_SEQ)) return { sound: false, docs: [] };
    const bySeq = await rowsOf(db, BY_SEQ);
    const docs = bySeq.flatMap(({ row }) => docOf(row) ?? []);
    return { sound: whole && (await isSound(bySeq, await rowsOf(db, DOCS))), docs };
  } finally {
    db.close();
  }
}

/** All rows at once; if that fails, one by one: a row that can't be read must not hide the others. */
async function rowsOf(db: IDBDatabase, store: string): Promise<StoredRow[]> {
  const all = db.transaction(store).objectStore(store);
  const [keys, rows] = await Promise.all([
    done(all.getAllKeys()),
    done(all.getAll() as IDBRequest<unknown[]>).catch(() => undefined),
  ]);
  if (rows) return keys.map((key, i) => ({ key, row: rows[i] }));
  return Promise.all(
    keys.map(async (key) => {
      const request = db.transaction(store).objectStore(store).get(key) as IDBRequest<unknown>;
      return { key, row: await done(request).catch(() => undefined) };
    }),
  );
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => {
      resolve(request.result);
    });
    request.addEventListener('error', () => {
      reject(request.error ?? new Error('IndexedDB failed'));
    });
  });
}

async function withPatience<T>(job: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error('The storage does not answer'));
    }, PATIENCE_MS);
  });
  return Promise.race([job, end]).finally(() => {
    clearTimeout(timer);
  });
}
