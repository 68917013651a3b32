import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { entryOf, receiptFor } from '../../../../tests/support/device/entries';
import { keyPair, testVault } from '../../../../tests/support/device/open-vault';
import { freshDisk, witnessesAt } from '../../../../tests/support/device/world';
import { journalName } from '../../record/ids';
import type { EntryDoc } from '../../record/journal-docs';
import { Journal } from './journal';
import { JournalDatabases, type JournalDatabase } from './journal-db';
import { JournalRegistry } from './registry';
import { anyUnanswered, type Answered } from './unanswered';

let databases: JournalDatabases;
let registry: JournalRegistry;
let local: JournalDatabase;
let answered: Answered;

beforeEach(async () => {
  await freshDisk();
  const vault = await testVault((await keyPair()).publicKey);
  databases = new JournalDatabases();
  registry = new JournalRegistry();
  const journal = new Journal(vault, databases, registry, witnessesAt());
  for (let n = 0; n < 3; n++) await journal.add(entryOf());
  local = databases.open(journalName(vault.journalBase, new Date('2026-11-22')));
  answered = new Map();
});

afterEach(async () => {
  await databases.closeAll();
  registry.close();
});

async function entries(): Promise<PouchDB.Core.ExistingDocument<EntryDoc>[]> {
  const { rows } = await local.allDocs<EntryDoc>({
    include_docs: true,
    startkey: 'entry:',
    endkey: 'entry:~',
  });
  return rows.flatMap(({ doc }) => (doc ? [doc] : []));
}

async function answerAll(): Promise<void> {
  for (const doc of await entries()) await local.put(await receiptFor(doc));
}

it('waits for the last answer', async () => {
  expect(await anyUnanswered(local, answered)).toBe(true);
  await answerAll();
  expect(await anyUnanswered(local, answered)).toBe(false);
});

it('reads no entry again that was found answered', async () => {
  await answerAll();
  await anyUnanswered(local, answered);
  const read = vi.spyOn(local, 'allDocs');
  expect(await anyUnanswered(local, answered)).toBe(false);
  expect(JSON.stringify(read.mock.calls)).not.toContain('include_docs');
});

it('waits again for one that is sent again, and for one whose answer is gone', async () => {
  await answerAll();
  await anyUnanswered(local, answered);
  const [first, second] = await entries();
  if (!first || !second) throw new Error('entries are there');
  const sealed = { ...first.sealed, tag: second.sealed.tag };
  await local.put({ ...first, attempt: 2, sealed, answeredAt: '2026-11-22T10:00:00.000Z' });
  expect(await anyUnanswered(local, answered)).toBe(true);

  await local.put({ ...first, _rev: (await local.get(first._id))._rev });
  expect(await anyUnanswered(local, answered)).toBe(false);
  const receipt = await local.get(`receipt:${second._id.slice('entry:'.length)}`);
  await local.remove(receipt);
  expect(await anyUnanswered(local, answered)).toBe(true);
});
