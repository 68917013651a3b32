import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { actsAudited } from '../../../tests/support/device/audited';
import { FakeChannel } from '../../../tests/support/device/fake-channel';
import { FakeServer } from '../../../tests/support/device/fake-server';
import { Browser } from '../../../tests/support/device/open-tab';
import { keyPair } from '../../../tests/support/device/open-vault';
import { freshDisk, readWholeDisk } from '../../../tests/support/device/world';
import type { Device } from './device';
import { userHashOf } from './opaque';
import { ShiftPins } from './shift-pins';
import { VaultCopies } from './vault/vault-copies';
import { VaultStore } from './vault/vault-store';

vi.mock('hash-wasm', () => import('../../../tests/support/device/quick-argon'));

const PASSPHRASE = 'copper kettle on the stove';
const PIN = '482913';
const PASSKEY = { id: 'Y3JlZA', transports: ['internal'], salt: 'c2FsdA' };
const secret = () => Uint8Array.from({ length: 32 }, (_, i) => i);

let browser: Browser;
let server: FakeServer;
let serverKey: Awaited<ReturnType<typeof keyPair>>;
let keeper: ShiftPins;

beforeEach(async () => {
  vi.stubGlobal('BroadcastChannel', FakeChannel);
  await freshDisk();
  serverKey = await keyPair();
  server = new FakeServer(serverKey.publicKey);
  server.journalBase = `j${crypto.randomUUID().replaceAll('-', '')}`;
  browser = new Browser(server);
  keeper = new ShiftPins({ keeps: true, now: () => Date.now() });
});

afterEach(async () => {
  keeper.close();
  await browser.close();
  vi.unstubAllGlobals();
});

async function setUp(): Promise<Device> {
  const { device } = browser.openTab();
  expect((await device.createVault(PASSPHRASE)).kind).toBe('open');
  return device;
}

/** As after locking: the data worker has ended, and the next one begins. */
async function lockAndStart(device: Device): Promise<Device> {
  await device.lock();
  await device.end();
  return browser.openTab().device;
}

/** What the privacy officer will see of it. */
async function recordedOf(device: Device): Promise<(string | undefined)[]> {
  // The first may be the round that opening began, from before the last of it was written.
  for (let round = 0; round < 2; round += 1) await device.sync();
  return (await actsAudited(server, serverKey)).map((act) => act?.kind);
}

const waysOf = async (device: Device) => {
  const state = await device.vaultState();
  return state.kind === 'locked' ? state.users[0] : undefined;
};

async function wrongTriesSoFar(wrong: number): Promise<void> {
  const store = new VaultStore(new VaultCopies(browser.place));
  await store.update(await userHashOf('nurse'), { tries: { wrong, notBefore: 0 } });
  store.close();
}

describe('a shift PIN', () => {
  it('opens the vault again after locking, and leaves nothing of itself on the disk', async () => {
    const device = await setUp();
    expect(await device.locks()).toEqual({ pin: false, mayChoosePin: true, passkey: false });
    expect(await device.changeLock({ kind: 'pin', pin: '123456' })).toMatchObject({ kind: 'weak' });
    expect(await device.changeLock({ kind: 'pin', pin: PIN })).toEqual({ kind: 'changed' });
    const kept = keeper.find(await userHashOf('nurse'));

    const next = await lockAndStart(device);
    expect(await waysOf(next)).toEqual({ userId: 'nurse', name: 'Amara Okafor', pin: true });
    expect(await next.unlock('nurse', { pin: '739105' })).toMatchObject({ kind: 'wrong', tries: 1 });
    expect(await next.unlock('nurse', { pin: PIN })).toMatchObject({ kind: 'open' });
    expect(await next.locks()).toEqual({ pin: true, mayChoosePin: false, passkey: false });
    expect(await next.changeLock({ kind: 'pin', pin: '739105' })).toEqual({ kind: 'opened-by-pin' });
    const disk = await readWholeDisk();
    for (const word of [PIN, 'CryptoKey', kept?.dataKey.bytes ?? '']) expect(disk).not.toContain(word);
  });

  it('is worth nothing after a restart', async () => {
    const device = await setUp();
    await device.changeLock({ kind: 'pin', pin: PIN });
    keeper.close();
    const next = await lockAndStart(device);
    expect(await waysOf(next)).toEqual({ userId: 'nurse', name: 'Amara Okafor' });
    expect(await next.unlock('nurse', { pin: PIN })).toEqual({ kind: 'pin-closed' });
  });

  it('that ended by itself is on record once, with the hour where that is known', async () => {
    const device = await setUp();
    await device.changeLock({ kind: 'pin', pin: PIN });
    const chosenAt = keeper.find(await userHashOf('nurse'))?.chosenAt ?? NaN;
    const next = await lockAndStart(device);
    await next.vaultState();
    expect((await next.unlock('nurse', PASSPHRASE)).kind).toBe('open');
    expect(await recordedOf(next)).toEqual(['pin-chosen', 'unlocked']);

    vi.spyOn(Date, 'now').mockReturnValue(chosenAt + 13 * 3_600_000);
    server.asOf = new Date(Date.parse(server.asOf) + 13 * 3_600_000).toISOString();
    const later = await lockAndStart(next);
    expect((await later.unlock('nurse', PASSPHRASE)).kind).toBe('open');
    vi.restoreAllMocks();
    const again = await lockAndStart(later);
    await again.unlock('nurse', PASSPHRASE);
    await recordedOf(again);
    const ends = (await actsAudited(server, serverKey)).filter((act) => act?.kind === 'pin-ended');
    expect(ends).toMatchObject([{ reason: 'shift-over' }]);
    const passed = Date.parse(ends[0]?.recorded ?? '') - Date.parse(ends[0]?.happened ?? '');
    expect(Math.round(passed / 60_000)).toBe(60);
  });

  it('that a restart took is on record, without an hour', async () => {
    const device = await setUp();
    await device.changeLock({ kind: 'pin', pin: PIN });
    keeper.close();
    const next = await lockAndStart(device);
    await next.unlock('nurse', PASSPHRASE);
    expect(await recordedOf(next)).toEqual(['pin-chosen', 'unlocked', 'pin-ended']);
    const [ended] = (await actsAudited(server, serverKey)).filter((act) => act?.kind === 'pin-ended');
    expect(ended).toMatchObject({ reason: 'memory-gone' });
    expect(ended).not.toHaveProperty('happened');
  });

  it('is closed in every tab by the tenth wrong try, also by wrong passphrases, and stays so', async () => {
    const device = await setUp();
    await device.changeLock({ kind: 'pin', pin: PIN });
    await wrongTriesSoFar(8);
    const next = await lockAndStart(device);
    const other = browser.openTab();
    await other.device.vaultState();
    await wrongTriesSoFar(3);
    expect(await next.unlock('nurse', 'not the passphrase')).toMatchObject({ kind: 'wrong', tries: 4 });
    vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 60_000);
    await wrongTriesSoFar(9);
    expect(await next.unlock('nurse', { pin: '739105' })).toMatchObject({ kind: 'wait' });
    vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 60_000);
    expect(await next.unlock('nurse', { pin: '739105' })).toEqual({ kind: 'pin-closed' });
    vi.restoreAllMocks();
    expect(other.events).toContainEqual({ kind: 'pins' });
    for (const tab of [next, other.device]) {
      expect(await waysOf(tab)).not.toHaveProperty('pin');
      expect(await tab.unlock('nurse', { pin: PIN })).toEqual({ kind: 'pin-closed' });
    }
    vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 600_000);
    await next.unlock('nurse', PASSPHRASE);
    vi.restoreAllMocks();
    expect((await recordedOf(next)).slice(-3)).toEqual(['unlock-refused', 'pin-ended', 'unlocked']);
  });

  it('is turned off at once, and in the keeper too; choosing and turning off are recorded', async () => {
    const device = await setUp();
    await device.changeLock({ kind: 'pin', pin: PIN });
    await device.changeLock({ kind: 'no-pin' });
    await device.changeLock({ kind: 'pin', pin: '123456' });
    for (const kind of ['no-pin', 'no-passkey'] as const) await device.changeLock({ kind });
    expect(await recordedOf(device)).toEqual(['pin-chosen', 'pin-removed']);
    const next = await lockAndStart(device);
    expect(await waysOf(next)).not.toHaveProperty('pin');
    await next.unlock('nurse', PASSPHRASE);
    expect(await recordedOf(next)).toEqual(['pin-chosen', 'pin-removed', 'unlocked']);
  });
});

describe('a passkey', () => {
  it('is added with the passphrase only, opens after a restart, and is audited: added, wrong, removed', async () => {
    const device = await setUp();
    const add = (passphrase: string) =>
      device.changeLock({ kind: 'passkey', passkey: PASSKEY, secret: secret(), passphrase });
    expect(await add('not this one')).toMatchObject({
      kind: 'wrong',
    });
    expect(await device.locks()).toMatchObject({ passkey: false });
    expect(await add(PASSPHRASE)).toEqual({ kind: 'changed' });

    const next = await lockAndStart(device);
    expect(await waysOf(next)).toEqual({ userId: 'nurse', name: 'Amara Okafor', passkey: PASSKEY });
    expect(await next.unlock('nurse', { passkey: secret().fill(7) })).toMatchObject({ kind: 'wrong' });
    expect(await next.unlock('nurse', { passkey: secret() })).toMatchObject({ kind: 'open' });
    expect(await next.locks()).toEqual({ pin: false, mayChoosePin: true, passkey: true });
    await next.changeLock({ kind: 'no-passkey' });
    expect(await recordedOf(next)).toEqual([
      'unlock-refused',
      'passkey-added',
      'unlock-refused',
      'unlocked',
      'passkey-removed',
    ]);
    expect(await waysOf(await lockAndStart(next))).not.toHaveProperty('passkey');
  });
});
