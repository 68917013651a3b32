/** The command as a person types it, on a data folder of its own, while no server runs. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PublicKey } from '../lib/record/registration';
import { Organisation } from '../lib/server/access/organisation';
import { Devices } from '../lib/server/journals/devices';
import { ensureServerKeys } from '../lib/server/keys';
import { openEmbeddedStore } from '../lib/server/store/embedded';

const run = promisify(execFile);
const PROGRAM = join(import.meta.dirname, 'admin.ts');
const LATER = `${new Date().getUTCFullYear() + 1}-06-07`;
let dataDir: string;

/** What it says, and how it ends. */
async function admin(...words: string[]): Promise<{ code: number; out: string; error: string }> {
  const env = { ...process.env, DATA_DIR: dataDir, COUCHDB_URL: '', KEYS_FILE: join(dataDir, 'keys.json') };
  try {
    const { stdout, stderr } = await run(process.execPath, ['--import', 'tsx', PROGRAM, ...words], { env });
    return { code: 0, out: stdout.trimEnd(), error: stderr.trimEnd() };
  } catch (cause) {
    const { code, stdout, stderr } = cause as { code: number; stdout: string; stderr: string };
    return { code, out: stdout.trimEnd(), error: stderr.trimEnd() };
  }
}
const said = async (...words: string[]) => {
  const { code, out, error } = await admin(...words);
  expect({ code, error }).toEqual({ code: 0, error: '' });
  return out;
};

/** Before the command and after it: the store belongs to one process. */
async function prepare(
  work: (of: { organisation: Organisation; devices: Devices; vaultKey: PublicKey }) => Promise<void>,
): Promise<void> {
  const keys = await ensureServerKeys(join(dataDir, 'keys.json'), dataDir);
  const store = await openEmbeddedStore(dataDir);
  const organisation = await Organisation.open(store);
  const devices = await Devices.open(store, keys.secret('journal'));
  await work({ organisation, devices, vaultKey: keys.current });
  organisation.close();
  await store.close();
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'doorstep-admin-'));
  await prepare(async ({ organisation, devices, vaultKey }) => {
    await organisation.putTeam({ id: 'north', name: 'North', kind: 'team' });
    await organisation.putUser({ id: 'ada', username: 'ada', name: 'Ada Able', role: 'gp', teams: [] });
    await devices.register('ada', { deviceId: 'd1', vaultKey, appVersion: '1' }, new Date());
  });
});
afterAll(() => rm(dataDir, { recursive: true }));

it('adds cover that ends by itself, lists it, and reports a device lost; each ends with 0', async () => {
  const cover = ['--user', 'ada', '--team', 'north', '--until', LATER, '--why', 'Annual leave of Ben'];
  expect(await said('add-member', ...cover)).toMatch(/^ada is in North from .*: Annual leave of Ben$/);
  const [row = '', ...others] = (await said('list-members', '--team', 'north')).split('\n');
  expect(others).toEqual([]);
  expect(row.split('\t')).toEqual([
    ...['north', 'user', 'ada', 'Ada Able', 'now'],
    expect.stringMatching(/Z$/),
    // The beginning of the next day, in summer.
    `${LATER}T23:00:00.000Z`,
    'Annual leave of Ben',
  ]);
  await said('mark-lost', '--device', 'd1');
  await prepare(async ({ devices }) => {
    expect(await devices.findLost('d1')).toBeDefined();
  });
}, 60_000);

it('ends with 1 and one line that says what is wrong', async () => {
  const { code, out, error } = await admin('list-members', '--team', 'nowhere');
  expect({ code, out, error }).toEqual({ code: 1, out: '', error: 'There is no such user or team.' });
}, 60_000);
