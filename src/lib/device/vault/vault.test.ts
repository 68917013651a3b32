import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeLocks, freshDisk, MemoryPlace, readWholeDisk } from '../../../../tests/support/device/world';
import { Dexie } from 'dexie';
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

describe('a vault', () => {
  it('opens with its passphrase after a reload, to keys that can not be exported', async () => {
    const { opened } = await keptVault();
    const outcome = await reopened().unlock(user.id, PASSPHRASE);
    if (outcome.kind !== 'open') throw new Error(outcome.kind);
    const { vault } = outcome;
    expect(vault).toMatchObject({ user, journalBase: registration.journalBase, deviceId: opened.deviceId });
    expect([vault.dataKey.extractable, vault.privateKey.extractable]).toEqual([false, false]);
    expect(await sameDataKey(vault, opened)).toBe(true);
  });

  it('leaves neither the passphrase nor a CryptoKey on the disk', async () => {
    await keptVault();
    const disk = await readWholeDisk();
    expect(disk).toContain('argon2id');
    expect(disk).not.toContain(PASSPHRASE);
    expect(disk).not.toContain('CryptoKey');
  });

  it('counts wrong tries on the disk, slows down from the fifth, and forgets them after a right one', async () => {
    await keptVault();
    for (const tries of [1, 2, 3, 4]) {
      expect(await reopened().unlock(user.id, 'wrong words here')).toEqual({
        kind: 'wrong',
        tries,
        waitSeconds: 0,
      });
    }
    expect(await reopened().unlock(user.id, 'wrong words here')).toEqual({
      kind: 'wrong',
      tries: 5,
      waitSeconds: 1,
    });
    const worker = reopened();
    // The right passphrase does not jump the queue.
    expect(await worker.unlock(user.id, PASSPHRASE)).toEqual({ kind: 'wait', waitSeconds: 1 });
    elapsed += 1_000;
    expect((await worker.unlock(user.id, PASSPHRASE)).kind).toBe('open');
    expect(await reopened().unlock(user.id, 'wrong words here')).toMatchObject({ tries: 1 });
  });

  it('does not open when the lock was weakened on the disk', async () => {
    await keptVault();
    const store = openStore();
    const found = await store.find(await userHashOf(user.id));
    if (found.kind !== 'vault') throw new Error(found.kind);
    await store.save({ ...found.row, kdf: { ...found.row.kdf, memoryKiB: 8 } });
    expect((await reopened().unlock(user.id, PASSPHRASE)).kind).toBe('damaged');
  });

  it('does not open as another user’s', async () => {
    await keptVault();
    const store = openStore();
    const found = await store.find(await userHashOf(user.id));
    if (found.kind !== 'vault') throw new Error(found.kind);
    await store.save({ ...found.row, userHash: await userHashOf('thief') });
    expect((await reopened().unlock('thief', PASSPHRASE)).kind).toBe('wrong');
  });
});

describe('presence', () => {
  it('is empty only where nothing ever was', async () => {
    expect(await reopened().presence()).toEqual({ kind: 'empty' });
  });

  it('names who may unlock', async () => {
    await keptVault();
    expect(await reopened().presence()).toMatchObject({
      kind: 'locked',
      vaults: [{ user }],
      damaged: [],
    });
  });

  it('is damaged, never empty, when the database was emptied under it', async () => {
    await keptVault();
    await freshDisk();
    await copies.clear();
    expect((await reopened().presence()).kind).toBe('damaged');
  });

  it('is as before when the database was emptied, and the second place of vaults was not', async () => {
    const { opened } = await keptVault();
    await freshDisk();
    expect(await reopened().presence()).toMatchObject({ kind: 'locked', vaults: [{ user }], damaged: [] });
    const outcome = await reopened().unlock(user.id, PASSPHRASE);
    expect(outcome.kind === 'open' && (await sameDataKey(outcome.vault, opened))).toBe(true);
    // Nor does it forget the wrong tries.
    await reopened().unlock(user.id, 'not the passphrase');
    await freshDisk();
    expect(await reopened().unlock(user.id, 'nor this')).toMatchObject({ kind: 'wrong', tries: 2 });
  });

  it('needs no second place: with no room for one, a vault is kept, and none that is older stays', async () => {
    const { opened, vault } = await keptVault();
    const full = new DOMException('full', 'QuotaExceededError');
    const save = vi.spyOn(MemoryPlace.prototype, 'save').mockRejectedValue(full);
    await vault.update(opened, { clockOffsetMs: 5 });
    save.mockRestore();
    expect((await reopened().find(user.id))?.clockOffsetMs).toBe(5);
    expect(await copies.findAll()).toEqual([]);
  });

  it('is damaged when what stands there makes no sense', async () => {
    const store = openStore();
    await store.save({ userHash: await userHashOf(user.id) } as never);
    expect((await reopened().presence()).kind).toBe('damaged');
    expect((await reopened().unlock(user.id, PASSPHRASE)).kind).toBe('damaged');
  });

  it('is no vault where the database can not be opened: a new one may take its place', async () => {
    await keptVault();
    const store = openStore();
    vi.spyOn(store, 'find').mockRejectedValue(new Error('no backing store'));
    vi.spyOn(store, 'findAll').mockRejectedValueOnce(new Error('no backing store'));
    const vault = new Vault(store, sentinel, () => elapsed);
    expect(await vault.has(user.id)).toBe(false);
    const made = await vault.make(user.id, `d${'1'.repeat(32)}`, PASSPHRASE, await begun());
    await vault.keep(user, true, made, registration);
    expect((await reopened().unlock(user.id, PASSPHRASE)).kind).toBe('open');
  });

  it('is neither damaged nor begun anew where the disk is full', async () => {
    await keptVault();
    const store = openStore();
    const full = new DOMException('Encountered full disk while opening', 'QuotaExceededError');
    vi.spyOn(store, 'findAll').mockRejectedValue(new Dexie.OpenFailedError(full));
    const vault = new Vault(store, sentinel, () => elapsed);
    expect(await vault.presence()).toEqual({ kind: 'no-room' });
    const made = await vault.make(user.id, `d${'1'.repeat(32)}`, PASSPHRASE, await begun());
    await expect(vault.keep(user, true, made, registration)).rejects.toThrow();
    expect((await reopened().unlock(user.id, PASSPHRASE)).kind).toBe('open');
  });
});
