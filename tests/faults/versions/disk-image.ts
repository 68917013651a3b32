/** All of a device's IndexedDB as plain JSON: taken from a disk, put back onto one, and what its schema is. */
export interface StoreImage {
  name: string;
  keyPath: string | string[] | null;
  autoIncrement: boolean;
  indexes: { name: string; keyPath: string | string[]; unique: boolean; multiEntry: boolean }[];
  rows: { key: IDBValidKey; value: unknown }[];
}

export interface DatabaseImage {
  name: string;
  version: number;
  stores: StoreImage[];
}

/** Bytes as they stand in JSON. */
const BYTES = '$bytes';

export async function takeDisk(): Promise<DatabaseImage[]> {
  const names = (await indexedDB.databases()).map(({ name = '' }) => name).sort();
  return Promise.all(names.map(takeDatabase));
}

/** Puts databases onto an empty disk as they were. */
export async function putDisk(databases: readonly DatabaseImage[]): Promise<void> {
  for (const { name, version, stores } of databases) {
    const opening = indexedDB.open(name, version);
    opening.onupgradeneeded = () => {
      for (const store of stores) {
        const { keyPath, autoIncrement } = store;
        const made = opening.result.createObjectStore(store.name, { keyPath, autoIncrement });
        for (const { name: index, keyPath: path, ...options } of store.indexes)
          made.createIndex(index, path, options);
        for (const { key, value } of store.rows) {
          if (keyPath === null) made.put(value, key);
          else made.put(value);
        }
      }
    };
    (await done(opening)).close();
  }
}

/**
 * Databases with their versions, stores, indexes and the fields of their rows, without what differs from device to device.
 * What is sealed inside a row does not show.
 */
export function schemaOf(databases: readonly DatabaseImage[]): object {
  return Object.fromEntries(
    databases.map(({ name, version, stores }) => [
      plainName(name),
      {
        version,
        stores: stores.map(({ rows, ...store }) => ({ ...store, fields: fieldsOf(rows) })),
      },
    ]),
  );
}

export function toJson(value: unknown): string {
  const readable = (_: string, part: unknown) =>
    part instanceof Uint8Array ? { [BYTES]: Buffer.from(part).toString('base64') } : part;
  return `${JSON.stringify(value, readable, 1)}\n`;
}

export function fromJson(text: string): unknown {
  return JSON.parse(text, (_, part: unknown) => {
    const isBytes = typeof part === 'object' && part !== null && BYTES in part;
    return isBytes ? new Uint8Array(Buffer.from(String(part[BYTES]), 'base64')) : part;
  });
}

async function takeDatabase(name: string): Promise<DatabaseImage> {
  const database = await done(indexedDB.open(name));
  const stores = await Promise.all([...database.objectStoreNames].map((store) => takeStore(database, store)));
  database.close();
  return { name, version: database.version, stores };
}

async function takeStore(database: IDBDatabase, name: string): Promise<StoreImage> {
  const store = database.transaction(name).objectStore(name);
  const [keys, values] = await Promise.all([
    done(store.getAllKeys()),
    done(store.getAll() as IDBRequest<unknown[]>),
  ]);
  const indexes = [...store.indexNames].map((index) => {
    const { keyPath, unique, multiEntry } = store.index(index);
    return { name: index, keyPath, unique, multiEntry };
  });
  const { keyPath, autoIncrement } = store;
  return { name, keyPath, autoIncrement, indexes, rows: keys.map((key, i) => ({ key, value: values[i] })) };
}

/** A user's packs and a journal are named by opaque ids. */
function plainName(name: string): string {
  return name.replace(/^_pouch_j.*/, 'a journal').replace(/^doorstep-[0-9a-zA-Z_-]{20,}$/, 'packs of a user');
}

function fieldsOf(rows: StoreImage['rows']): string[] {
  return [
    ...new Set(rows.flatMap(({ value }) => Object.keys(Object(value) as object).map(plainName))),
  ].sort();
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
