/** Damages what stands in IndexedDB, as a failing disk or a browser that clears its storage would. Seeded. */
import type { Random } from '../../../src/lib/server/demo/random';

export type Damage = 'database' | 'store' | 'row' | 'flip' | 'cut';
export const DAMAGES: readonly Damage[] = ['database', 'store', 'row', 'flip', 'cut'];

/** Does one damage to one of the stores that fit and hold something, or to its whole database. Answers what was done. */
export async function damageDisk(
  random: Random,
  damage: Damage,
  fits: (database: string, store: string) => boolean,
): Promise<string> {
  const names = (await indexedDB.databases()).map(({ name = '' }) => name);
  const holdsRows = async (name: string) => (await filledStores(name, fits)).length > 0;
  const filled = await Promise.all(names.sort().map(async (name) => ((await holdsRows(name)) ? [name] : [])));
  const name = pickOf(random, filled.flat());
  if (damage === 'database') {
    await settled(indexedDB.deleteDatabase(name));
    return `${name} deleted`;
  }
  const store = pickOf(random, await filledStores(name, fits));
  const db = await settled(indexedDB.open(name));
  try {
    const rows = db.transaction(store, 'readwrite').objectStore(store);
    const keys = await settled(rows.getAllKeys());
    if (damage === 'store') {
      await settled(rows.clear());
      return `${name} ${store} emptied`;
    }
    const key = pickOf(random, keys);
    const row = (await settled(rows.get(key))) as Record<string, unknown>;
    await settled(rows.delete(key));
    if (damage === 'row') return `${name} ${store} row deleted`;
    const spoilt = spoil(row, random, damage);
    await (rows.keyPath === null ? settled(rows.put(spoilt, key)) : settled(rows.put(spoilt)));
    return `${name} ${store} ${damage}`;
  } finally {
    db.close();
  }
}

/** Deletes one row. */
export async function deleteRow(name: string, store: string, key: string): Promise<void> {
  const db = await settled(indexedDB.open(name));
  await settled(db.transaction(store, 'readwrite').objectStore(store).delete(key));
  db.close();
}

/** Makes of each row in every store of this name what `change` makes of it. Answers how many there were. */
export async function changeRows(store: string, change: (row: object) => object): Promise<number> {
  let changed = 0;
  for (const { name = '' } of await indexedDB.databases()) {
    if (!(await filledStores(name, (_, other) => other === store)).includes(store)) continue;
    const db = await settled(indexedDB.open(name));
    const rows = db.transaction(store, 'readwrite').objectStore(store);
    for (const row of (await settled(rows.getAll())) as object[]) {
      await settled(rows.put(change(row)));
      changed += 1;
    }
    db.close();
  }
  return changed;
}

async function filledStores(
  name: string,
  fits: (database: string, store: string) => boolean,
): Promise<string[]> {
  const db = await settled(indexedDB.open(name));
  try {
    const filled: string[] = [];
    for (const store of [...db.objectStoreNames].filter((store) => fits(name, store))) {
      if ((await settled(db.transaction(store).objectStore(store).count())) > 0) filled.push(store);
    }
    return filled;
  } finally {
    db.close();
  }
}

/** The same row with one of its texts or blocks changed by a byte, or cut. */
function spoil(row: Record<string, unknown>, random: Random, damage: 'flip' | 'cut'): unknown {
  const copy = structuredClone(row);
  const places = leavesOf(copy);
  const { holder, key } = pickOf(random, places);
  const value = holder[key] as string | Uint8Array;
  const at = Math.floor(random.next() * value.length);
  if (typeof value === 'string') {
    const other = value[at] === 'A' ? 'B' : 'A';
    holder[key] = damage === 'cut' ? value.slice(0, at) : value.slice(0, at) + other + value.slice(at + 1);
  } else if (damage === 'cut') holder[key] = value.slice(0, at);
  else value[at] = (value[at] ?? 0) ^ 0x10;
  return copy;
}

interface Place {
  holder: Record<string, unknown>;
  key: string;
}

function leavesOf(holder: Record<string, unknown>): Place[] {
  return Object.entries(holder).flatMap(([key, value]) => {
    if (value instanceof Uint8Array || (typeof value === 'string' && value !== '')) return [{ holder, key }];
    return typeof value === 'object' && value !== null ? leavesOf(value as Record<string, unknown>) : [];
  });
}

function pickOf<T>(random: Random, list: readonly T[]): T {
  const picked = list[random.int(0, list.length - 1)];
  if (picked === undefined) throw new Error('there is nothing to pick from');
  return picked;
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => {
      resolve(request.result);
    });
    request.addEventListener('error', () => {
      reject(request.error ?? new Error('IndexedDB failed'));
    });
  });
}
