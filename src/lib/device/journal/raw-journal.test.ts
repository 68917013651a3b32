import { afterEach, beforeEach, expect, it } from 'vitest';
import { entryOf } from '../../../../tests/support/device/entries';
import { keyPair, testVault } from '../../../../tests/support/device/open-vault';
import { freshDisk, witnessesAt } from '../../../../tests/support/device/world';
import { journalName } from '../../record/ids';
import { Journal } from './journal';
import { JournalDatabases } from './journal-db';
import { readRawJournal } from './raw-journal';
import { JournalRegistry } from './registry';

let name: string;
let registry: JournalRegistry;

beforeEach(async () => {
  await freshDisk();
  const vault = await testVault((await keyPair()).publicKey);
  const databases = new JournalDatabases();
  registry = new JournalRegistry();
  const journal = new Journal(vault, databases, registry, witnessesAt());
  for (let n = 0; n < 3; n += 1) await journal.add(entryOf());
  await databases.closeAll();
  name = journalName(vault.journalBase, new Date(entryOf().writtenAt));
});
afterEach(() => {
  registry.close();
});

it('is sound as it was written, and one that is not here is sound and empty', async () => {
  const { sound, docs } = await readRawJournal(name);
  expect([sound, docs.length]).toEqual([true, 3]);
  expect(await readRawJournal(`${name}0`)).toEqual({ sound: true, docs: [] });
});

it.each([
  ['document-store', 3],
  ['by-sequence', 2],
])('is not sound without a row of %s; the other %i documents are read', async (store, left) => {
  const rows = await openStore(store);
  const [first] = await settled(rows.getAllKeys());
  if (first === undefined) throw new Error('the store is empty');
  await settled(rows.delete(first));
  rows.transaction.db.close();
  const { sound, docs } = await readRawJournal(name);
  expect([sound, docs.length]).toEqual([false, left]);
});

async function openStore(store: string): Promise<IDBObjectStore> {
  const db = await settled(indexedDB.open(`_pouch_${name}`));
  return db.transaction(store, 'readwrite').objectStore(store);
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
