import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { entryOf } from '../../../../tests/support/device/entries';
import { keyPair, testVault } from '../../../../tests/support/device/open-vault';
import { freshDisk, witnessesAt, withoutRoomForJournals } from '../../../../tests/support/device/world';
import { journalName } from '../../record/ids';
import { Journal } from './journal';
import { JournalDatabases } from './journal-db';
import type { OpenVault } from '../vault/open-vault';
import { readRawJournal } from './raw-journal';
import { JournalRegistry } from './registry';

let name: string;
let vault: OpenVault;
let registry: JournalRegistry;

beforeEach(async () => {
  await freshDisk();
  vault = await testVault((await keyPair()).publicKey);
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

it('that can’t be opened is not sound, but for want of room: then nothing is known, and no vault opens without it', async () => {
  const opening = vi.spyOn(indexedDB, 'open');
  opening.mockImplementationOnce(() => {
    throw new DOMException('Internal error', 'UnknownError');
  });
  expect(await readRawJournal(name)).toEqual({ sound: false, docs: [] });

  const journal = new Journal(vault, new JournalDatabases(), registry, witnessesAt());
  opening.mockRestore();
  const makeRoom = withoutRoomForJournals();
  await expect(readRawJournal(name)).rejects.toThrow('full');
  await expect(journal.load()).rejects.toThrow('full');
  expect([...journal.unsound, ...journal.noRoom]).toEqual([]);
  makeRoom();
  await journal.load();
  expect(journal.entries.size).toBe(3);
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
