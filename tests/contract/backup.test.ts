/** A backup of the embedded store, taken while the server works, and what becomes of it when it is restored. */
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { backUp, backupJob, BACKUP, handOverBackup } from '../../src/lib/server/backup/backup';
import { restore } from '../../src/lib/server/backup/restore';
import { listenForJobs } from '../../src/lib/server/control-socket';
import { openEmbeddedStore, type EmbeddedStore } from '../../src/lib/server/store/embedded';
import { entryOf, makeKeyPair, Office, PATIENT, type KeyPair, type Nurse } from '../support/office';

const AT = '2026-11-22T10:00:00.000Z';
const now = () => new Date(AT);

let folder: string;
let keys: KeyPair;
let store: EmbeddedStore;
let office: Office;
let ada: Nurse;

const path = (name: string) => join(folder, name);
const audit = () => office.audit;
const place = () => ({ dataDir: path('data'), keysFile: path('data/keys.json'), now });
const backup = (to = 'backup') =>
  backUp({ store, keysFile: path('data/keys.json'), audit: audit(), now }, path(to));

async function openOffice(dataDir = path('data')): Promise<void> {
  store = await openEmbeddedStore(dataDir);
  office = await Office.open(store, keys);
}

async function closeOffice(): Promise<void> {
  await office.close();
  await store.close();
}

async function write(text: string): Promise<string> {
  const entry = entryOf(ada, { kind: 'note', text });
  await office.deliver(ada, entry);
  return entry.id;
}

const filed = async () => (await office.record.marks(PATIENT)).map(({ mark }) => mark.entryId).sort();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorstep-backup-'));
  keys = await makeKeyPair();
  await openOffice();
  await office.admitPatient();
  ada = await office.employ('ada');
  writeFileSync(path('data/keys.json'), 'the keys');
});
afterEach(async () => {
  await closeOffice();
  await rm(folder, { recursive: true });
});

it('brings back the record, the journals with how far they are filed, and the keys', async () => {
  const first = await write('before');
  expect(await backup()).toMatchObject({ kind: 'done', manifest: { at: AT } });
  const second = await write('after');
  expect(await filed()).toEqual([first, second].sort());
  await closeOffice();

  const outcome = await restore(path('backup'), place());
  expect(outcome).toMatchObject({ kind: 'done', before: path('data.before-2026-11-22T100000.000Z') });
  await openOffice();
  expect(await filed()).toEqual([first]);
  expect((await office.answer(ada, first))?.outcome).toBe('filed');
  expect(await office.answer(ada, second)).toBeUndefined();
  const checkpoint = await store.withJournal(ada.journal, (journal) => journal.get('_local/doorstep-filing'));
  expect(checkpoint).toMatchObject({ seq: expect.any(Number) as number });
  expect(statSync(path('data/keys.json')).size).toBe('the keys'.length);

  // What was there is moved aside whole.
  await closeOffice();
  await openOffice(path('data.before-2026-11-22T100000.000Z'));
  expect(await filed()).toEqual([first, second].sort());
});

it('taken while entries are filed, never knows less in the record than in the journals', async () => {
  const writing = Promise.all(Array.from({ length: 30 }, (_, n) => write(`note ${n}`)));
  await backup();
  await writing;
  await closeOffice();
  await restore(path('backup'), place());
  await openOffice();
  const known = new Set(await filed());
  const answered = await store.withJournal(ada.journal, async (journal) => {
    const { rows } = await journal.allDocs({ startkey: 'receipt:', endkey: 'receipt:~' });
    return rows.map(({ id }) => id.slice('receipt:'.length));
  });
  expect(answered.filter((entryId) => !known.has(entryId))).toEqual([]);
});

describe('is refused', () => {
  const refused = (words: string) => ({ kind: 'refused', words: expect.stringContaining(words) as string });

  it('into a folder that holds something', async () => {
    await backup();
    expect(await backup()).toEqual({ kind: 'not-empty' });
  });

  it('as unfinished, without its last file', async () => {
    await backup();
    rmSync(path('backup/backup.json'));
    expect(await restore(path('backup'), place())).toEqual(refused('no finished backup'));
    expect(existsSync(path('data/databases'))).toBe(true);
  });

  it('as damaged, when a database does not hold what it should', async () => {
    await write('something');
    await backup();
    for (const name of readdirSync(path('backup/databases/record'))) {
      if (/\.(log|ldb)$/.test(name)) writeFileSync(join(path('backup/databases/record'), name), '');
    }
    expect(await restore(path('backup'), place())).toEqual(refused('databases/record'));
  });

  it('beside keys that are not its own', async () => {
    await backup();
    writeFileSync(path('other-keys.json'), 'other keys');
    const outcome = await restore(path('backup'), { ...place(), keysFile: path('other-keys.json') });
    expect(outcome).toEqual(refused('other keys'));
  });
});

it('is in the audit, also in that of the backup; one that was not begun is not', async () => {
  const exports = async () =>
    (await office.audit.records.ofUser('command-line')).map(({ kind, reason }) => [kind, reason]);
  expect(await backup()).toMatchObject({ kind: 'done', recorded: true });
  expect((await backup()).kind).toBe('not-empty');
  expect(await exports()).toEqual([['export', 'backup']]);
  await closeOffice();
  await restore(path('backup'), { ...place(), dataDir: path('restored'), keysFile: path('restored.json') });
  await openOffice(path('restored'));
  expect(await exports()).toEqual([['export', 'backup']]);
});

it('is taken also while the audit can’t be written, and says so', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const full = { record: () => Promise.reject(new Error('no space left')) };
  const parts = { store, keysFile: path('data/keys.json'), audit: full, now };
  expect(await backUp(parts, path('backup'))).toMatchObject({ kind: 'done', recorded: false });
  vi.restoreAllMocks();
});

it('is handed over to the server that has the store open', async () => {
  expect(await handOverBackup(path('data'), path('backup'))).toBeUndefined();
  const job = backupJob({ store, keysFile: path('data/keys.json'), audit: audit(), now });
  const control = await listenForJobs(path('data'), new Map([[BACKUP, job]]), () => undefined);
  expect(await handOverBackup(path('data'), path('backup'))).toMatchObject({ kind: 'done' });
  expect(existsSync(path('backup/backup.json'))).toBe(true);
  await control.close();
});
