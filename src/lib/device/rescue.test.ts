import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { closeStorage } from '../../../tests/support/device/closed-storage';
import { FakeServer } from '../../../tests/support/device/fake-server';
import { Browser } from '../../../tests/support/device/open-tab';
import { keyPair } from '../../../tests/support/device/open-vault';
import { patientIdOf } from '../../../tests/support/device/packs';
import { freshDisk } from '../../../tests/support/device/world';
import { DEVICE_HEADER } from '../record/registration';

vi.mock('hash-wasm', () => import('../../../tests/support/device/quick-argon'));

const PASSPHRASE = 'copper kettle on the stove';
const PATIENCE = { timeout: 20_000, interval: 100 };
const offline = () => Promise.reject(new TypeError('no signal'));
const note = (text: string) => ({ patientId: patientIdOf(1), body: { kind: 'note' as const, text } });

/** Journals on the fake server outlive a test. */
let base: string;
let server: FakeServer;
let browser: Browser;
let entryIds: string[];
let openStorage: () => void;

/** One entry with the server, one only on the device; then the browser opens none of its databases any more. */
beforeEach(async () => {
  for (const level of ['error', 'warn', 'debug'] as const)
    vi.spyOn(console, level).mockImplementation(() => undefined);
  await freshDisk();
  base = `jamara${crypto.randomUUID().replaceAll('-', '').slice(0, 20)}`;
  server = new FakeServer((await keyPair()).publicKey);
  server.asOf = new Date().toISOString();
  server.serve([1, '1.a'], [2, '1.a']);
  Object.assign(server, { user: 'amara', journalBase: base });
  browser = new Browser(server);
  const { device } = browser.openTab();
  expect((await device.createVault(PASSPHRASE)).kind).toBe('open');
  entryIds = [];
  for (const text of ['first', 'second']) {
    const saved = await device.save(note(text));
    if (saved.kind !== 'saved') throw new Error(saved.kind);
    entryIds.push(saved.entryId);
    if (text === 'first') await device.sync();
    goOffline();
  }
  await device.lock();
  await browser.close();
  openStorage = closeStorage();
  server.onClear = async () => {
    openStorage();
    await freshDisk();
    browser.place.values.clear();
  };
}, 60_000);

afterEach(async () => {
  await browser.close();
  openStorage();
  vi.restoreAllMocks();
});

function goOffline(): void {
  server.fault = offline;
  browser.journals.fault = offline;
}

function goOnline(): void {
  server.fault = undefined;
  browser.journals.fault = undefined;
}

/** Ids of the entries in this month's journal on the server. */
async function entriesThere(): Promise<string[]> {
  const journal = browser.journals.journal(`${base}-${new Date().toISOString().slice(0, 7)}`);
  const { rows } = await journal.allDocs({ startkey: 'entry:', endkey: 'entry:~' });
  return rows.map(({ id }) => id.slice('entry:'.length)).sort();
}

const wasCleared = () => server.asked.includes('/api/clear-storage');

it('says that nothing can be begun beside it, and begins nothing', async () => {
  goOnline();
  const { device } = browser.openTab();
  expect(await device.vaultState()).toMatchObject({
    kind: 'damaged',
    damaged: ['Amara Okafor'],
    unopenable: true,
  });
  expect((await device.createVault(PASSPHRASE)).kind).toBe('failed');
});

it('carries up what stood only here without any database, by the device’s own credential', async () => {
  goOnline();
  const asked = vi.spyOn(browser.journals, 'fetch');
  browser.openTab().device.startErrands();
  await vi.waitFor(async () => {
    expect(await entriesThere()).toEqual([...entryIds].sort());
  }, PATIENCE);
  const headers = asked.mock.calls.map(([, options]) => new Headers(options?.headers).get(DEVICE_HEADER));
  expect(new Set(headers)).toEqual(new Set([`${base}.token`]));
});

it(
  'clears the storage when the server holds all, and the user begins again',
  { timeout: 60_000 },
  async () => {
    goOnline();
    const { device } = browser.openTab();
    const rescued = await device.rescue();
    expect(rescued).toMatchObject({ waiting: 0, lost: { count: 0 } });
    expect(rescued).not.toHaveProperty('failure');
    expect(await entriesThere()).toEqual([...entryIds].sort());
    expect(await device.clearStorage()).toBe('cleared');
    await browser.close();
    const { device: anew } = browser.openTab();
    expect(await anew.vaultState()).toEqual({ kind: 'empty' });
    expect((await anew.createVault(PASSPHRASE)).kind).toBe('open');
  },
);

it.each([
  ['cannot be reached', offline],
  ['says it took an entry and has not', takesNothing],
])('clears nothing while the server %s', async (_, fault) => {
  goOnline();
  browser.journals.fault = fault;
  const { device } = browser.openTab();
  const rescued = await device.rescue();
  expect(rescued.waiting).toBeGreaterThan(0);
  expect(rescued.failure).toBeDefined();
  expect(await device.clearStorage()).toBe('not-rescued');
  expect(wasCleared()).toBe(false);
});

function takesNothing({ path }: { path: string }): Response | undefined {
  return path.endsWith('/_bulk_docs') ? Response.json([], { status: 201 }) : undefined;
}

it('names what is gone, to the user and the server, before it clears', async () => {
  const { values } = browser.place;
  for (const key of [...values.keys()]) if (key.includes(entryIds[1] ?? '')) values.delete(key);
  goOnline();
  server.fault = (address) => (address === '/api/contact' ? new Response(null, { status: 503 }) : undefined);
  const { device } = browser.openTab();
  expect(await device.rescue()).toMatchObject({ lost: { count: 1 }, failure: 'server-error' });
  expect(await device.clearStorage()).toBe('not-rescued');
  expect(wasCleared()).toBe(false);

  goOnline();
  const rescued = await device.rescue();
  expect(rescued.lost).toMatchObject({ count: 1, writtenAt: [expect.any(String)] });
  expect(rescued).not.toHaveProperty('failure');
  const told = server.contacts.flatMap(({ losses }) => losses.flatMap(({ entries }) => entries));
  expect(told.map(({ entryId }) => entryId)).toEqual([entryIds[1]]);
  expect(await device.clearStorage()).toBe('cleared');
});

it('does not clear under an open vault', { timeout: 60_000 }, async () => {
  openStorage();
  goOnline();
  const { device } = browser.openTab();
  expect((await device.unlock('amara', PASSPHRASE)).kind).toBe('open');
  expect(await device.clearStorage()).toBe('not-rescued');
  expect(wasCleared()).toBe(false);
});
