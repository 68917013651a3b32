import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeLocks, freshDisk, MemoryPlace, readWholeDisk } from '../../../../tests/support/device/world';
import { keyPair } from '../../../../tests/support/device/open-vault';
import type { Registration } from '../../record/registration';
import { userHashOf } from '../opaque';
import { chooseKdf } from './derive';
import { makeVaultPair } from './keys';
import type { OpenVault } from './open-vault';
import { Sentinel } from './sentinel';
import { Vault } from './vault';
import { VaultCopies } from './vault-copies';
import { VaultStore } from './vault-store';

vi.mock('hash-wasm', () => import('../../../../tests/support/device/quick-argon'));

const PASSPHRASE = 'copper kettle on the stove';
const user = { id: 'nurse', name: 'Amara Okafor', role: 'community-nurse', teams: [] };

let sentinel: Sentinel;
let copies: VaultCopies;
let elapsed: number;
let registration: Registration;

beforeEach(async () => {
  await freshDisk();
  const place = new MemoryPlace();
  sentinel = new Sentinel(place, new FakeLocks().manager);
  copies = new VaultCopies(place);
  elapsed = 0;
  registration = {
    journalBase: `j${'a'.repeat(24)}`,
    credential: 'j.token',
    serverKey: (await keyPair()).publicKey,
  };
});

const stores: VaultStore[] = [];

afterEach(() => {
  for (const store of stores.splice(0)) store.close();
});

function openStore(): VaultStore {
  const store = new VaultStore(copies);
  stores.push(store);
  return store;
}

/** As after a reload: nothing in memory. */
const reopened = () => new Vault(openStore(), sentinel, () => elapsed);

const begun = async () => ({ pair: await makeVaultPair(), kdf: await chooseKdf(() => performance.now()) });

async function keptVault() {
  const vault = reopened();
  const made = await vault.make(user.id, `d${'0'.repeat(32)}`, PASSPHRASE, await begun());
  return { vault, opened: await vault.keep(user, true, made, registration) };
}

/** What was sealed with the one opens with the other. */
async function sameDataKey(one: OpenVault, other: OpenVault): Promise<boolean> {
  const gcm = { name: 'AES-GCM', iv: new Uint8Array(12) };
  const sealed = await crypto.subtle.encrypt(gcm, other.dataKey, new TextEncoder().encode('leg ulcer'));
  const plain = await crypto.subtle.decrypt(gcm, one.dataKey, sealed);
  return new TextDecoder().decode(plain) === 'leg ulcer';
}

/** As they stand on the disk after so many. */
async function makeWrongTries(wrong: number) {
  await openStore().update(await userHashOf(user.id), { tries: { wrong, notBefore: 0 } });
}

describe('a try', () => {
  it('waits by a clock that nobody can turn, and the whole time again after a restart', async () => {
    await keptVault();
    await makeWrongTries(7);
    const worker = reopened();
    await worker.presence();
    vi.useFakeTimers({ toFake: ['Date'] });
    for (const turned of ['2031-01-01', '2001-01-01']) {
      vi.setSystemTime(new Date(turned));
      expect(await worker.unlock(user.id, PASSPHRASE)).toEqual({ kind: 'wait', waitSeconds: 4 });
    }
    vi.useRealTimers();
    elapsed += 3_000;
    expect(await worker.unlock(user.id, PASSPHRASE)).toEqual({ kind: 'wait', waitSeconds: 1 });
    expect(await reopened().unlock(user.id, PASSPHRASE)).toEqual({ kind: 'wait', waitSeconds: 4 });
    elapsed += 1_000;
    expect((await worker.unlock(user.id, PASSPHRASE)).kind).toBe('open');
  });

  it('takes no PIN after ten wrong tries of whatever kind, and is still opened by its passphrase', async () => {
    const { vault, opened } = await keptVault();
    const lock = await vault.lockWithPin(opened, '482913', 0);
    if (!lock) throw new Error('no lock was made');
    await makeWrongTries(9);
    const worker = reopened();
    await worker.presence();
    elapsed += 16_000;
    expect(await worker.unlock(user.id, { pin: '111222', lock })).toMatchObject({ kind: 'wrong', tries: 10 });
    elapsed += 60_000;
    expect(await worker.unlock(user.id, { pin: '482913', lock })).toEqual({ kind: 'pin-closed' });
    expect((await worker.unlock(user.id, PASSPHRASE)).kind).toBe('open');
    expect((await worker.unlock(user.id, { pin: '482913', lock })).kind).toBe('open');
  });

  it('takes one try of several tabs that try at the same time', async () => {
    await keptVault();
    await makeWrongTries(5);
    const tabs = [reopened(), reopened(), reopened()];
    for (const tab of tabs) await tab.presence();
    elapsed += 1_000;
    const outcomes = await Promise.all(tabs.map((tab) => tab.unlock(user.id, 'wrong words here')));
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['wait', 'wait', 'wrong']);
  });
});

describe('a shift PIN', () => {
  it('opens to the same keys with the lock that was kept, and can not be changed from there', async () => {
    const { vault, opened } = await keptVault();
    const lock = await vault.lockWithPin(opened, '482913', 0);
    if (!lock) throw new Error('no lock was made');
    expect(lock.half.extractable).toBe(false);
    expect(await readWholeDisk()).not.toContain(lock.dataKey.bytes);
    const worker = reopened();
    expect(await worker.unlock(user.id, { pin: '482914', lock })).toMatchObject({ kind: 'wrong', tries: 1 });
    const outcome = await worker.unlock(user.id, { pin: '482913', lock });
    if (outcome.kind !== 'open') throw new Error(outcome.kind);
    expect(await sameDataKey(outcome.vault, opened)).toBe(true);
    expect(outcome.vault.dataKey.extractable).toBe(false);
    expect(await worker.lockWithPin(outcome.vault, '739105', 0)).toBeUndefined();
  });

  it('opens nothing without the half that is kept in memory', async () => {
    const { vault, opened } = await keptVault();
    const [lock, other] = [
      await vault.lockWithPin(opened, '482913', 0),
      await vault.lockWithPin(opened, '482913', 0),
    ];
    if (!lock || !other) throw new Error('no lock was made');
    const mixed = { ...lock, half: other.half };
    expect((await reopened().unlock(user.id, { pin: '482913', lock: mixed })).kind).toBe('wrong');
  });
});

describe('a passkey', () => {
  const secret = () => Uint8Array.from({ length: 32 }, (_, i) => i);
  const passkey = { id: 'Y3JlZA', transports: ['internal'], salt: 'c2FsdA' };

  it('opens after a reload, whatever wrong tries came before, until it is taken away', async () => {
    const { vault, opened } = await keptVault();
    expect(
      await vault.addPasskey(user.id, 'not the passphrase', { ...passkey, secret: secret() }),
    ).toMatchObject({
      kind: 'wrong',
      tries: 1,
    });
    expect(await vault.addPasskey(user.id, PASSPHRASE, { ...passkey, secret: secret() })).toEqual({
      kind: 'added',
    });
    expect(await vault.presence()).toMatchObject({ vaults: [{ passkey }] });
    await makeWrongTries(14);
    const wrong = Uint8Array.from({ length: 32 }, () => 7);
    expect(await reopened().unlock(user.id, { passkey: wrong })).toMatchObject({ kind: 'wrong', tries: 14 });
    const outcome = await reopened().unlock(user.id, { passkey: secret() });
    if (outcome.kind !== 'open') throw new Error(outcome.kind);
    expect(await sameDataKey(outcome.vault, opened)).toBe(true);
    expect(await vault.lockWithPin(outcome.vault, '482913', 0)).toBeDefined();
    expect((await reopened().unlock(user.id, PASSPHRASE)).kind).toBe('open');

    await vault.removePasskey(opened.userHash);
    expect((await reopened().unlock(user.id, { passkey: secret() })).kind).toBe('wrong');
    // Nor does it in the second place, from which a lost vault comes back.
    await freshDisk();
    expect((await reopened().unlock(user.id, { passkey: secret() })).kind).toBe('wrong');
    expect((await reopened().unlock(user.id, PASSPHRASE)).kind).toBe('open');
    expect((await reopened().unlock(user.id, PASSPHRASE)).kind).toBe('open');
  });
});
