import { afterEach, beforeEach, expect, it } from 'vitest';
import { entryOf } from '../../../../tests/support/device/entries';
import { FakeJournals } from '../../../../tests/support/device/fake-journals';
import { keyPair, testVault } from '../../../../tests/support/device/open-vault';
import { FakeLocks, freshDisk, witnessesAt } from '../../../../tests/support/device/world';
import { Journal } from './journal';
import { JournalDatabases } from './journal-db';
import { readRawJournal } from './raw-journal';
import { JournalRegistry } from './registry';
import type { ReplicateParts } from './replicate';
import { salvageJournal } from './salvage';

/** A registry on a disk that may be full. */
class Registry extends JournalRegistry {
  full = false;

  override async markWaiting(...row: Parameters<JournalRegistry['markWaiting']>): Promise<void> {
    if (this.full) throw new DOMException('full', 'QuotaExceededError');
    await super.markWaiting(...row);
  }
}

let registry: Registry;
let parts: ReplicateParts;
let server: FakeJournals;
let name: string;
let userHash: string;

beforeEach(async () => {
  await freshDisk();
  const vault = await testVault((await keyPair()).publicKey);
  registry = new Registry();
  server = new FakeJournals();
  parts = {
    ...{ registry, databases: new JournalDatabases(), locks: new FakeLocks().manager },
    ...{ address: server.address, ask: server.fetch, now: () => Date.now() },
  };
  const journal = new Journal(vault, parts.databases, registry, witnessesAt());
  await journal.add(entryOf());
  name = journal.names()[0] ?? '';
  userHash = vault.userHash;
});

afterEach(async () => {
  await parts.databases.closeAll();
  registry.close();
});

const salvage = () => salvageJournal(name, userHash, [], parts);
const entriesHere = async () => (await readRawJournal(name)).docs.length;
const entriesThere = async () => (await server.journal(name).allDocs()).rows.length;

it('fetches a journal anew once the server holds it', async () => {
  expect(await salvage()).toEqual({ kind: 'salvaged' });
  expect(await entriesHere()).toBe(1);
  expect(await entriesThere()).toBe(1);
});

it('deletes nothing on a full disk: the server may lose what it was sent, and the disk would not take it back', async () => {
  registry.full = true;
  expect((await salvage()).kind).toBe('server-error');
  expect(await entriesHere()).toBe(1);

  registry.full = false;
  expect(await salvage()).toEqual({ kind: 'salvaged' });
  expect(await entriesHere()).toBe(1);
});
