import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { entryOf, receiptFor } from '../../../../tests/support/device/entries';
import { FakeJournals } from '../../../../tests/support/device/fake-journals';
import { keyPair, testVault } from '../../../../tests/support/device/open-vault';
import { FakeLocks, freshDisk, witnessesAt } from '../../../../tests/support/device/world';
import { journalName } from '../../record/ids';
import type { EntryDoc } from '../../record/journal-docs';
import { Journal } from '../journal/journal';
import { JournalDatabases } from '../journal/journal-db';
import { JournalRegistry } from '../journal/registry';
import { JournalSync } from './journal-sync';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const databases = new JournalDatabases();
let registry: JournalRegistry;

beforeEach(async () => {
  await freshDisk();
  registry = new JournalRegistry();
});
afterEach(async () => {
  await databases.closeAll();
  registry.close();
});

async function filedEntry() {
  const times = { now: Date.parse('2026-11-22T10:00:00.000Z'), contact: '2026-11-22T10:00:00.000Z' };
  const vault = await testVault((await keyPair()).publicKey);
  const server = new FakeJournals();
  const journal = new Journal(vault, databases, registry, witnessesAt());
  const sync = new JournalSync(journal, {
    databases,
    registry,
    locks: new FakeLocks().manager,
    address: server.address,
    ask: server.fetch,
    now: () => times.now,
    lastContact: () => times.contact,
  });
  const entry = entryOf();
  await journal.add(entry);
  const name = journalName(vault.journalBase, new Date(times.now));
  const round = () => sync.run({ recordChanged: false });
  const entriesThere = async () =>
    (await server.journal(name).allDocs({ startkey: 'entry:', endkey: 'entry:~' })).rows.length;

  await round();
  const doc = await server.journal(name).get<EntryDoc>(`entry:${entry.id}`);
  await server.journal(name).put(await receiptFor(doc));
  await round();
  expect([...journal.entries.values()].map((own) => own.receipt?.outcome)).toEqual(['filed']);
  return { times, round, entriesThere, lose: () => server.lose(name), journal, name };
}

it('brings filed entries again to a server restored from a backup, within half an hour and without a new unlock', async () => {
  const { times, round, entriesThere, lose } = await filedEntry();
  await lose();
  times.now += 29 * MINUTE;
  await round();
  expect(await entriesThere()).toBe(0);
  times.now += MINUTE;
  await round();
  expect(await entriesThere()).toBe(1);
});

it('ends a journal by the server’s time, whatever the clock of the device says', async () => {
  const { times, round, journal, name } = await filedEntry();
  times.now += 40 * DAY;
  await round();
  expect(journal.names()).toEqual([name]);
  times.contact = '2027-01-01T10:00:00.000Z';
  times.now += DAY;
  await round();
  expect(journal.names()).toEqual([]);
});

it('does not end a journal into which something was written meanwhile', async () => {
  const { times, round, journal, name } = await filedEntry();
  times.contact = '2027-01-01T10:00:00.000Z';
  times.now += DAY;
  const looksAt = vi.spyOn(journal, 'names');
  looksAt.mockImplementationOnce(() => {
    // Between the round and the end of the journal: as a tablet whose clock was set back.
    void registry.markWaiting(name, 'somebody', false);
    return [];
  });
  await round();
  looksAt.mockRestore();
  expect(journal.names()).toEqual([name]);
});
