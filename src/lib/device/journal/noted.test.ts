/** An entry that is noted in the log when it is said to be saved, and comes into its journal and its second place after that. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { entryOf } from '../../../../tests/support/device/entries';
import { MemoryFile } from '../../../../tests/support/device/log-file';
import { keyPair, testVault } from '../../../../tests/support/device/open-vault';
import { freshDisk, MemoryPlace, witnessesAt } from '../../../../tests/support/device/world';
import type { OpenVault } from '../vault/open-vault';
import { FileCopyLog, recordsOf } from './copy-log';
import { Journal } from './journal';
import { JournalDatabases, type JournalDatabase } from './journal-db';
import { JournalRegistry } from './registry';

const FULL = new DOMException('full', 'QuotaExceededError');

let vault: OpenVault;
let place: MemoryPlace;
let file: MemoryFile;
let databases: JournalDatabases;
let registry: JournalRegistry;
let journal: Journal;

beforeEach(async () => {
  await freshDisk();
  vault = await testVault((await keyPair()).publicKey);
  place = new MemoryPlace();
  file = new MemoryFile();
  await start();
});

afterEach(async () => {
  vi.restoreAllMocks();
  await databases.closeAll();
  registry.close();
});

/** The program starts: whatever it held in memory is gone. */
async function start(): Promise<void> {
  databases = new JournalDatabases();
  registry = new JournalRegistry();
  journal = newJournal();
  await journal.load();
}

function newJournal(): Journal {
  const log = () => Promise.resolve(new FileCopyLog(file));
  return new Journal(vault, databases, registry, witnessesAt(place, undefined, log));
}

const inJournal = async () =>
  (await Promise.all(journal.names().map((name) => databases.open(name).allDocs()))).flatMap(({ rows }) =>
    rows.map(({ id }) => id),
  );
const copies = () => [...place.values.keys()].filter((key) => key.startsWith('copies/'));
const waiting = async () => (await registry.findOf(vault.userHash)).filter((row) => row.waiting !== '');

it('it is saved, and known, before its journal is written; that follows, and the log is empty then', async () => {
  let write: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (write = resolve));
  const open = databases.open.bind(databases);
  vi.spyOn(databases, 'open').mockReturnValueOnce({
    put: async (doc: object) => {
      await held;
      return open(journal.names()[0] ?? '').put(doc);
    },
  } as JournalDatabase);
  const entry = entryOf();
  expect(await journal.add(entry)).toMatchObject({ kind: 'written' });
  expect(journal.entries.get(entry.id)?.entry).toEqual(entry);
  await vi.waitFor(() => {
    expect(copies()).toHaveLength(1);
  });
  expect(await waiting()).toHaveLength(0);
  expect(recordsOf(file).records).toHaveLength(1);
  write();
  await journal.rest();
  expect(await inJournal()).toEqual([`entry:${entry.id}`]);
  expect(journal.entries.get(entry.id)?.doc._rev).toEqual(copies()[0]?.split('/').at(-1));
  expect(recordsOf(file).records).toEqual([]);
  expect(await waiting()).toHaveLength(1);
});

it('it is there after a crash that nothing but the log has survived', async () => {
  const entry = entryOf();
  await journal.add(entry);
  const noted = file.bytes.slice();
  await journal.rest();
  await databases.closeAll();
  registry.close();
  await freshDisk();
  place.values.clear();
  file.bytes = noted;
  await start();
  expect(journal.entries.get(entry.id)?.entry).toEqual(entry);
  expect([...journal.unsound]).toEqual([]);
  expect(await inJournal()).toEqual([`entry:${entry.id}`]);
  expect(await waiting()).toHaveLength(1);
});

it('it is shown and kept when its journal finds no room after all; the next is waited for; and it is written when there is room', async () => {
  const [entry, next] = [entryOf(), entryOf()];
  const full = vi.spyOn(databases, 'open').mockImplementation(() => {
    throw FULL;
  });
  expect(await journal.add(entry)).toMatchObject({ kind: 'written' });
  await journal.rest();
  expect([...journal.noRoom]).toHaveLength(1);
  expect(journal.entries.get(entry.id)?.entry).toEqual(entry);
  expect(recordsOf(file).records).toHaveLength(1);
  expect(await journal.add(next)).toMatchObject({ kind: 'disk-full' });
  await journal.openAgain();
  expect([...journal.noRoom]).toHaveLength(1);
  full.mockRestore();
  await journal.openAgain();
  expect([...journal.noRoom]).toEqual([]);
  expect(await inJournal()).toEqual([`entry:${entry.id}`]);
  expect(await waiting()).toHaveLength(1);
});

it('its copy stays when its journal was let go of meanwhile and does not take it', async () => {
  const entry = entryOf();
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const broken = () => Promise.reject(new DOMException('gone', 'InvalidStateError'));
  vi.spyOn(databases, 'open').mockReturnValue({ put: broken, allDocs: broken, changes: broken } as never);
  await journal.add(entry);
  journal.forget(journal.names()[0] ?? '');
  await journal.rest();
  expect(copies()).toHaveLength(1);
  expect(recordsOf(file).records).toHaveLength(1);
});

it('the same attempt from two tabs is one entry, of which one copy is left', async () => {
  const entry = entryOf();
  await journal.add(entry);
  await journal.rest();
  const otherFile = new MemoryFile();
  const log = () => Promise.resolve(new FileCopyLog(otherFile));
  const witnesses = witnessesAt(place, undefined, log);
  await witnesses.entryCopies.settled();
  const other = new Journal(vault, databases, registry, witnesses);
  // It has not read what the first has just written.
  expect(await other.add(entry)).toMatchObject({ kind: 'written' });
  await other.rest();
  expect(await inJournal()).toEqual([`entry:${entry.id}`]);
  expect(other.entries.get(entry.id)?.doc._rev).toEqual(journal.entries.get(entry.id)?.doc._rev);
  expect(copies()).toHaveLength(1);
  expect([...other.noRoom]).toEqual([]);
  expect(recordsOf(otherFile).records).toEqual([]);
});

it('it is waited for when the log can’t be written', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  file.flush = () => {
    throw new DOMException('gone', 'InvalidStateError');
  };
  const entry = entryOf();
  expect(await journal.add(entry)).toMatchObject({ kind: 'written' });
  expect(await inJournal()).toEqual([`entry:${entry.id}`]);
  expect(copies()).toHaveLength(1);
});
