/** What became of a device whose disk is full or damaged, or that its server has forgotten. */
import { forceCloseDatabase } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NOTE, NursesTablet, PASSPHRASE } from '../../../tests/support/device/nurses-tablet';
import { patientIdOf } from '../../../tests/support/device/packs';
import { freshDisk } from '../../../tests/support/device/world';
import { JournalRegistry } from './journal/registry';
import { Program } from './program';
import { VaultCopies } from './vault/vault-copies';
import { VaultStore } from './vault/vault-store';

vi.mock('hash-wasm', () => import('../../../tests/support/device/quick-argon'));

let tablet: NursesTablet;
let server: NursesTablet['server'];
let journals: NursesTablet['journals'];

beforeEach(async () => {
  tablet = await NursesTablet.fresh();
  ({ server, journals } = tablet);
});

afterEach(() => tablet.browser.close());

const openTab = () => tablet.openTab();
const setUp = () => tablet.setUp();

it.each([
  ['when a try is to be counted', () => vi.spyOn(VaultStore.prototype, 'countTry')],
  ['when what is stored is opened', () => vi.spyOn(JournalRegistry.prototype, 'openAnyhow')],
])('does not open on a full disk %s, calls nothing damaged, and opens when there is room', async (_, spy) => {
  await (await setUp()).device.end();
  const { device } = openTab();
  const full = spy().mockRejectedValueOnce(new DOMException('full', 'QuotaExceededError'));
  expect(await device.unlock('nurse', PASSPHRASE)).toEqual({ kind: 'no-room' });
  expect((await device.vaultState()).kind).toBe('locked');
  full.mockRestore();
  expect((await device.unlock('nurse', PASSPHRASE)).kind).toBe('open');
  expect((await device.caseload()).cards).toHaveLength(2);
});

it('warns when packs have gone from the disk under it', async () => {
  await (await setUp()).device.end();
  const names = (await indexedDB.databases()).map(({ name }) => name ?? '');
  const packs = names.find((name) => /^doorstep-[0-9a-f]{32}$/.test(name)) ?? '';
  await new Promise((resolve) => {
    indexedDB.deleteDatabase(packs).addEventListener('success', resolve);
  });
  server.fault = () => Promise.reject(new TypeError('no signal'));
  const { device } = openTab();
  await device.unlock('nurse', PASSPHRASE);
  expect((await device.status()).warnings.map(({ code }) => code)).toContain('pack-damaged');
});

it('works on when the browser has closed every connection to what is stored', async () => {
  const connections = watchConnections();
  const { device } = await setUp();
  await device.sync();
  const first = await device.save(NOTE);
  expect(connections.length).toBeGreaterThan(3);
  closeAll(connections);
  await device.sync();
  expect(await device.outbox()).toHaveLength(1);
  expect((await device.chart(patientIdOf(1))).kind).toBe('chart');
  closeAll(connections);
  const second = await device.save(NOTE);
  expect([first.kind, second.kind]).toEqual(['saved', 'saved']);
  expect((await device.caseload()).cards).toHaveLength(2);
});

it('says that the program is not whole where a part of it is missing, and not that the storage is damaged', async () => {
  const first = await setUp();
  await first.device.end();
  const isWhole = vi.spyOn(Program.prototype, 'isWhole').mockResolvedValue(false);
  const { device: reopened } = openTab();
  expect(await reopened.unlock('nurse', 'another passphrase')).toMatchObject({ kind: 'wrong' });
  expect(await reopened.unlock('nurse', PASSPHRASE)).toEqual({ kind: 'not-whole' });
  expect(await reopened.vaultState()).toMatchObject({ kind: 'locked', damaged: [] });
  await reopened.end();
  isWhole.mockRestore();
  const { device: whole } = openTab();
  expect((await whole.unlock('nurse', PASSPHRASE)).kind).toBe('open');
});

describe('a vault that can not be read', () => {
  it.each([
    { gone: 'the vault', damage: damageVaults },
    { gone: 'the strength of its lock', damage: weakenLock },
    { gone: 'all of IndexedDB', damage: freshDisk },
  ])('is begun again: what was sealed and not sent is sent all the same ($gone)', async ({ damage }) => {
    const { device } = await setUp();
    journals.fault = () => Promise.reject(new TypeError('no signal'));
    const saved = await device.save(NOTE);
    await device.end();
    await damage();
    await forgetCopies();

    const again = openTab();
    expect(await again.device.vaultState()).toMatchObject({ kind: 'damaged', damaged: ['Amara Okafor'] });
    const [before, journal] = [server.journalBase, tablet.journal];
    server.journalBase = `j${crypto.randomUUID().replaceAll('-', '')}`;
    expect((await again.device.createVault(PASSPHRASE)).kind).toBe('open');
    journals.fault = undefined;
    for (let round = 0; round < 2; round += 1) await again.device.sync();

    expect(before).not.toBe(server.journalBase);
    const there = await journal.allDocs();
    const entryId = saved.kind === 'saved' ? saved.entryId : '';
    expect(there.rows.map(({ id }) => id)).toContain(`entry:${entryId}`);
    expect((await again.device.outbox()).map((item) => item.entryId)).toContain(entryId);
    expect((await again.device.caseload()).cards).toHaveLength(2);
    expect((await again.device.status()).lost).toBeUndefined();
  });
});

/** What the passphrase has to be stretched by is less than the least that is used. */
async function weakenLock(): Promise<void> {
  const store = new VaultStore(new VaultCopies(tablet.browser.place));
  const { rows } = await store.findAll();
  for (const { userHash, kdf } of rows) await store.update(userHash, { kdf: { ...kdf, iterations: 1 } });
  store.close();
}

/** The second place of vaults, outside IndexedDB. */
async function forgetCopies(): Promise<void> {
  await new VaultCopies(tablet.browser.place).clear();
}

/** The row of each vault is gone, as after a damage of the disk. */
async function damageVaults(): Promise<void> {
  await new Promise((resolve) => {
    indexedDB.deleteDatabase('doorstep-vaults').addEventListener('success', resolve);
  });
}

describe('a vault whose second place is whole', () => {
  it.each([
    { gone: 'its row', damage: damageVaults },
    { gone: 'all of IndexedDB', damage: freshDisk },
  ])(
    'opens with no network and its passphrase, and what was not sent is sent ($gone)',
    async ({ damage }) => {
      const { device } = await setUp();
      journals.fault = () => Promise.reject(new TypeError('no signal'));
      const saved = await device.save(NOTE);
      if (saved.kind !== 'saved') throw new Error(saved.kind);
      await device.end();
      await damage();

      server.fault = () => Promise.reject(new TypeError('no signal'));
      const { device: again } = openTab();
      expect(await again.vaultState()).toMatchObject({ kind: 'locked', damaged: [] });
      expect(await again.unlock('nurse', 'another passphrase')).toMatchObject({ kind: 'wrong' });
      expect((await again.unlock('nurse', PASSPHRASE)).kind).toBe('open');
      expect((await again.outbox()).map(({ entryId, state }) => [entryId, state])).toEqual([
        [saved.entryId, 'on-device'],
      ]);

      server.fault = undefined;
      journals.fault = undefined;
      for (let round = 0; round < 2; round += 1) await again.sync();
      const there = await tablet.journal.allDocs();
      expect(there.rows.map(({ id }) => id)).toContain(`entry:${saved.entryId}`);
      expect((await again.caseload()).cards).toHaveLength(2);
      expect((await again.status()).lost).toBeUndefined();
    },
  );
});

it('a server that has forgotten this device, restored from a backup of before it came, is told of it again', async () => {
  const { device } = await setUp();
  await device.sync();
  const registered = () => server.asked.filter((address) => address === '/api/devices').length;
  const before = registered();
  journals.fault = () =>
    registered() > before ? undefined : Response.json({ error: 'forbidden' }, { status: 403 });
  const saved = await device.save(NOTE);
  if (saved.kind !== 'saved') throw new Error(saved.kind);
  for (let round = 0; round < 2; round += 1) await device.sync();
  expect(registered()).toBe(before + 1);
  const { rows } = await tablet.journal.allDocs();
  expect(rows.map(({ id }) => id)).toContain(`entry:${saved.entryId}`);
});

describe('a full disk', () => {
  it('offers packs to free, those who are not visited today first, and never an entry', async () => {
    const { device } = await setUp();
    const today = new Intl.DateTimeFormat('en-CA', {
      timeZone: 'Europe/London',
      dateStyle: 'short',
    }).format();
    const visit = {
      id: 'v1',
      patientId: patientIdOf(1),
      date: today,
      time: '09:00',
      minutes: 20,
      place: 'Home',
    };
    server.caseload = { ...server.caseload, visits: [{ ...visit, reason: 'Dressing', due: [] }] };
    await device.sync();
    const saved = await device.save(NOTE);
    const offered = await device.storedPacks();
    expect(offered.map(({ patientId, visitToday }) => [patientId, visitToday])).toEqual([
      [patientIdOf(2), false],
      [patientIdOf(1), true],
    ]);
    expect(offered.every(({ bytes }) => bytes > 100)).toBe(true);
    expect(await device.freePacks([patientIdOf(2)])).toEqual({ kind: 'freed' });
    expect((await device.storedPacks()).map(({ patientId }) => patientId)).toEqual([patientIdOf(1)]);
    expect(saved.kind).toBe('saved');
    expect(await device.outbox()).toHaveLength(1);
  });
});

/** As when what the browser keeps them with fails: nobody is asked. */
function closeAll(connections: IDBDatabase[]): void {
  // Its type wants the class, and its code an instance.
  for (const connection of connections.splice(0)) forceCloseDatabase(connection as never);
}

/** All connections that are opened from now on. */
function watchConnections(): IDBDatabase[] {
  const connections: IDBDatabase[] = [];
  const open = indexedDB.open.bind(indexedDB);
  vi.spyOn(indexedDB, 'open').mockImplementation((...args) => {
    const request = open(...args);
    request.addEventListener('success', () => connections.push(request.result));
    return request;
  });
  return connections;
}
