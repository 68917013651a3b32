import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readNotice } from '../lib/record/lease/signed';
import { ensureServerKeys } from '../lib/server/keys';
import type { Act } from '../lib/record/audit-event';
import { recordOfflineNotices } from '../lib/server/lease/offline-notices';
import { signingKeyOf } from '../lib/server/lease/signing-key';
import { offlineNotice } from './offline-notice';

const NOW = new Date('2026-11-28T08:00:00.000Z');
const ORIGIN = 'https://doorstep.example';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorstep-notice-'));
  file = join(folder, 'keys.json');
});
afterEach(() => rm(folder, { recursive: true }));

/** Nobody listens at that CouchDB. */
const notice = (...args: string[]) =>
  offlineNotice(['outage-notice', '--offline', ...args], 'usage', {
    env: { COUCHDB_URL: 'http://a:b@127.0.0.1:9', KEYS_FILE: file, DATA_DIR: folder, ORIGIN, DEMO: 'true' },
    now: NOW,
  });

it('is made from the keys alone, and is one that every device of these keys believes', async () => {
  const { public: signer } = await signingKeyOf(await ensureServerKeys(file, folder));
  const words = await notice('--until', '2026-12-01T08:00');
  expect(words).toContain('Leases run on until 1 Dec 2026, 08:00.');
  const signed = new RegExp(`${ORIGIN}/notice#(\\S+)`).exec(words)?.[1] ?? '';
  expect(await readNotice(signed, signer)).toMatchObject({
    iat: NOW.getTime() / 1000,
    exp: Date.parse('2026-12-01T08:00:00.000Z') / 1000,
  });
});

it('is not made where the keys are missing, and no keys are made', async () => {
  await expect(notice('--until', '2026-12-01T08:00')).rejects.toThrow('is missing');
  expect(await readdir(folder)).toEqual([]);
});

const JDOE = `j${'a1'.repeat(12)}`;
const signedOf = (words: string) => new RegExp(`${ORIGIN}/notice#(\\S+)`).exec(words)?.[1] ?? '';

it('leaves out the devices that are named, by the beginning of their names too, and says that it leaves out no others', async () => {
  const { public: signer } = await signingKeyOf(await ensureServerKeys(file, folder));
  const until = ['--until', '2026-12-01T08:00'];
  const said = 'Whoever has left, and devices that were reported lost, read on unless they are named';
  const all = await notice(...until);
  expect(all).toContain(said);
  expect(await readNotice(signedOf(all), signer)).not.toHaveProperty('without');
  const some = await notice(...until, '--without', `${JDOE}, jb2b2b2b2b2b`);
  expect(some).toContain(said);
  expect(some).toContain('2 devices are left out.');
  expect((await readNotice(signedOf(some), signer))?.without).toEqual([JDOE.slice(0, 12), 'jb2b2b2b2b2b']);
});

it('is on record as soon as a server has its database again, once, with when it was made and why', async () => {
  const { public: signer } = await signingKeyOf(await ensureServerKeys(file, folder));
  const until = ['--until', '2026-12-01T08:00', '--without', JDOE];
  const words = await notice(...until, '--reason', 'The power is out');
  const acts: Act[] = [];
  const parts = { dataDir: folder, signer, origin: ORIGIN };
  const fails = { record: () => Promise.reject(new Error('still down')) };
  await expect(recordOfflineNotices({ ...parts, audit: fails })).rejects.toThrow('still down');
  const audit = { record: (act: Act) => Promise.resolve(void acts.push(act)) };
  for (let start = 0; start < 2; start += 1) await recordOfflineNotices({ ...parts, audit });
  expect(acts).toEqual([
    {
      kind: 'administered',
      reason: 'offline-notice',
      happened: NOW.toISOString(),
      words:
        'Leases run on until 1 Dec 2026, 08:00. 1 device is left out. Made without the database. The power is out',
    },
  ]);
  // How to extend leases does not lie about, neither in the audit nor in the folder.
  expect(JSON.stringify(acts)).not.toContain(signedOf(words));
  expect(await readdir(join(folder, 'offline-notices'))).toEqual([]);
});

it('that no key of this server signed is not put on record', async () => {
  const { public: signer } = await signingKeyOf(await ensureServerKeys(file, folder));
  await mkdir(join(folder, 'offline-notices'));
  await writeFile(join(folder, 'offline-notices', '1.json'), JSON.stringify({ signed: 'a.b.c' }));
  const audit = { record: () => Promise.reject(new Error('recorded')) };
  const recording = recordOfflineNotices({ dataDir: folder, signer, origin: ORIGIN, audit });
  await expect(recording).rejects.toThrow('is not signed');
});

it('is made all the same where the data folder can’t be written, and says what that means', async () => {
  await ensureServerKeys(file, folder);
  await writeFile(join(folder, 'offline-notices'), 'in the way');
  const words = await notice('--until', '2026-12-01T08:00');
  expect(words).toContain('IT WILL NOT BE IN THE AUDIT');
  expect(words).toContain(`${ORIGIN}/notice#`);
});

it.each([[[]], [['--until', 'soon']], [['--until', '2026-12-01T08:00', '--without', 'ada']]])(
  'takes no %j',
  async (args) => {
    await ensureServerKeys(file, folder);
    await expect(notice(...args)).rejects.toThrow('usage');
  },
);
