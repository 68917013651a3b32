/** `npm run backup` and `npm run restore`, run as commands: beside a server that runs, and without one. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { backupJob, BACKUP } from '../../src/lib/server/backup/backup';
import { listenForJobs } from '../../src/lib/server/control-socket';
import { ensureServerKeys } from '../../src/lib/server/keys';
import { openEmbeddedStore, type EmbeddedStore } from '../../src/lib/server/store/embedded';
import { entryOf, makeKeyPair, Office, PATIENT, type KeyPair, type Nurse } from '../support/office';

const PATIENCE_MS = 120_000;

let folder: string;
let keys: KeyPair;
let store: EmbeddedStore;
let office: Office;
let ada: Nurse;

const path = (name: string) => join(folder, name);
const keysFile = () => path('data/keys.json');
const filed = async () => (await office.record.marks(PATIENT)).map(({ mark }) => mark.entryId).sort();

interface Ended {
  code: unknown;
  said: string;
  complained: string;
}

function command(name: 'backup' | 'restore', to: string): Promise<Ended> {
  const env = { ...process.env, DATA_DIR: path('data'), KEYS_FILE: keysFile(), COUCHDB_URL: '' };
  const args = ['scripts/run.mjs', `src/cli/${name}.ts`, to];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env }, (error, said, complained) => {
      resolve({ code: error ? error.code : 0, said: said.trim(), complained: complained.trim() });
    });
  });
}

async function openOffice(): Promise<void> {
  store = await openEmbeddedStore(path('data'));
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

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorstep-commands-'));
  mkdirSync(path('data'));
  await ensureServerKeys(keysFile(), path('data'));
  keys = await makeKeyPair();
  await openOffice();
  await office.admitPatient();
  ada = await office.employ('ada');
});
afterEach(async () => {
  await closeOffice();
  await rm(folder, { recursive: true });
});

it(
  'a backup beside the server that runs, and restored when it does not: what was filed before is there, and files on',
  async () => {
    const first = await write('before');
    const { audit } = office;
    const job = backupJob({ store, keysFile: keysFile(), audit, now: () => new Date() });
    const control = await listenForJobs(path('data'), new Map([[BACKUP, job]]), () => undefined);
    const backedUp = await command('backup', path('backup'));
    expect(backedUp).toMatchObject({ code: 0, complained: '' });
    expect(backedUp.said).toMatch(/^Backed up 1 journals and \d+ databases, and the keys, into /);
    const second = await write('after');

    // Never under a server that runs.
    const refused = await command('restore', path('backup'));
    expect(refused).toMatchObject({ code: 1, said: '' });
    expect(refused.complained.split('\n')).toHaveLength(1);
    expect(await filed()).toEqual([first, second].sort());
    await control.close();
    await closeOffice();

    const restored = await command('restore', path('backup'));
    expect(restored).toMatchObject({ code: 0, complained: '' });
    expect(restored.said).toMatch(/^Restored the backup of .* into .*\nWhat was there before is in /);
    await openOffice();
    expect(await filed()).toEqual([first]);
    expect((await office.answer(ada, first))?.outcome).toBe('filed');
    const third = await write('from then on');
    expect(await filed()).toEqual([first, third].sort());
    const before = readdirSync(folder).filter((name) => name.startsWith('data.before-'));
    expect(before).toHaveLength(1);
  },
  PATIENCE_MS,
);

it(
  'a backup while no server runs; one that is not finished is not restored, and nothing is touched',
  async () => {
    const first = await write('before');
    await closeOffice();
    expect(await command('backup', path('backup'))).toMatchObject({ code: 0, complained: '' });
    expect(await command('backup', path('backup'))).toEqual({
      code: 1,
      said: '',
      complained: `${path('backup')} is not empty.`,
    });
    rmSync(path('backup/backup.json'));
    const refused = await command('restore', path('backup'));
    expect(refused).toMatchObject({ code: 1, said: '' });
    expect(refused.complained).toContain('no finished backup');
    expect(existsSync(path('data/databases'))).toBe(true);
    await openOffice();
    expect(await filed()).toEqual([first]);
  },
  PATIENCE_MS,
);
