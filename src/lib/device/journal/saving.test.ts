import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { freshDisk, MemoryPlace, witnessesAt } from '../../../../tests/support/device/world';
import { entryOf } from '../../../../tests/support/device/entries';
import { keyPair, testVault } from '../../../../tests/support/device/open-vault';
import type { OpenVault } from '../vault/open-vault';
import { Journal } from './journal';
import { JournalDatabases } from './journal-db';
import { JournalRegistry } from './registry';

let vault: OpenVault;
let databases: JournalDatabases;
let registry: JournalRegistry;
let place: MemoryPlace;
let journal: Journal;

beforeEach(async () => {
  await freshDisk();
  vault = await testVault((await keyPair()).publicKey);
  place = new MemoryPlace();
  start();
});

afterEach(async () => {
  vi.restoreAllMocks();
  await databases.closeAll();
  registry.close();
});

/** The program starts: whatever it held in memory is gone. */
function start(): void {
  databases = new JournalDatabases();
  registry = new JournalRegistry();
  journal = new Journal(vault, databases, registry, witnessesAt(place));
}

async function restart(): Promise<void> {
  await databases.closeAll();
  registry.close();
  start();
  await journal.load();
}

const keysUnder = (root: string) => [...place.values.keys()].filter((key) => key.startsWith(root));
const waiting = async () => (await registry.findOf(vault.userHash)).filter((row) => row.waiting !== '');

describe('an entry that is said to be saved', () => {
  it('stands in its second place under the revision that its journal has it in', async () => {
    const entry = entryOf();
    expect(await journal.add(entry)).toMatchObject({ kind: 'written' });
    expect(keysUnder('copies/').map((key) => key.split('/').slice(3))).toEqual([
      [entry.id, journal.entries.get(entry.id)?.doc._rev],
    ]);
    await journal.rest();
    expect(await waiting()).toHaveLength(1);
    expect(keysUnder('entries/')).toHaveLength(1);
  });

  it('waits for neither the mark of its journal nor the witness', async () => {
    let go: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    vi.spyOn(registry, 'markWaiting').mockReturnValue(held);
    expect(await journal.add(entryOf())).toMatchObject({ kind: 'written' });
    let isAtRest = false;
    const rest = journal.rest().then(() => (isAtRest = true));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(isAtRest).toBe(false);
    go();
    await rest;
  });

  it('has its journal marked when there is room, where there was none', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const full = new DOMException('full', 'QuotaExceededError');
    vi.spyOn(registry, 'markWaiting').mockRejectedValueOnce(full);
    expect(await journal.add(entryOf())).toMatchObject({ kind: 'written' });
    await journal.rest();
    expect(await waiting()).toHaveLength(1);
  });
});

it('an entry that is not saved leaves no copy', async () => {
  vi.spyOn(databases, 'open').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  expect(await journal.add(entryOf())).toMatchObject({ kind: 'disk-full' });
  expect(keysUnder('copies/')).toEqual([]);
});

describe('a copy without its entry', () => {
  it('that nobody expects was cut short: it is written, and nothing is called damaged', async () => {
    const entry = entryOf();
    await journal.add(entry);
    await journal.rest();
    const [name] = journal.names();
    if (name === undefined) throw new Error('a journal has been begun');
    await databases.destroy(name);
    for (const key of keysUnder('entries/')) place.values.delete(key);
    await restart();
    expect([...journal.unsound]).toEqual([]);
    expect(journal.entries.get(entry.id)?.entry).toEqual(entry);
    expect(await waiting()).toHaveLength(1);
    expect((await databases.open(name).allDocs()).rows).toHaveLength(1);
  });

  it('is shown, and called no damage, on a disk that is full', async () => {
    const entry = entryOf();
    await journal.add(entry);
    await journal.rest();
    const [name] = journal.names();
    if (name === undefined) throw new Error('a journal has been begun');
    await databases.destroy(name);
    await registry.forget(name);
    for (const key of keysUnder('entries/')) place.values.delete(key);
    await databases.closeAll();
    registry.close();
    start();
    const full = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
    vi.spyOn(databases, 'open').mockReturnValue({ put: full, allDocs: full } as never);
    await journal.load();
    expect([...journal.unsound]).toEqual([]);
    expect([...journal.noRoom]).toEqual([name]);
    expect(journal.entries.get(entry.id)?.entry).toEqual(entry);
  });

  it('that is expected has lost its journal', async () => {
    const entry = entryOf();
    await journal.add(entry);
    await journal.rest();
    await databases.destroy(journal.names()[0] ?? '');
    await restart();
    expect([...journal.unsound]).toHaveLength(1);
    expect(journal.entries.get(entry.id)?.entry).toEqual(entry);
  });
});
