import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readNotice } from '../lib/record/lease/signed';
import { ensureServerKeys } from '../lib/server/keys';
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

it.each([[[]], [['--until', 'soon']], [['--until', '2026-12-01T08:00', '--without', 'ada']]])(
  'takes no %j',
  async (args) => {
    await ensureServerKeys(file, folder);
    await expect(notice(...args)).rejects.toThrow('usage');
  },
);
