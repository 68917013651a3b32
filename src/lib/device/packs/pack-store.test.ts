import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { freshDisk, readWholeDisk } from '../../../../tests/support/device/world';
import { keyPair, testVault } from '../../../../tests/support/device/open-vault';
import { caseloadOf, lineOf, packOf, patientIdOf } from '../../../../tests/support/device/packs';
import type { OpenVault } from '../vault/open-vault';
import { deflateRawSync } from 'node:zlib';
import { PackedJson, sealBlock } from './block';
import { CaseloadStore } from './caseload-store';
import { DraftStore } from './draft-store';
import { hasOwnKey } from './own-key';
import { PackDb } from './pack-db';
import { PackStore } from './pack-store';

let vault: OpenVault;
let db: PackDb;

beforeEach(async () => {
  await freshDisk();
  vault = await testVault((await keyPair()).publicKey);
  db = new PackDb(vault.userHash);
});

afterEach(() => {
  db.close();
});

async function loaded(): Promise<PackStore> {
  const store = new PackStore(db, vault);
  await store.load();
  return store;
}

/** Flips a byte of a stored block. */
async function damage(table: 'packs' | 'cards', patientId: string): Promise<void> {
  const row = await db[table].get(patientId);
  if (!row) throw new Error('nothing to damage');
  const block = row.block.slice();
  block[20] = (block[20] ?? 0) ^ 1;
  await db[table].put({ ...row, block });
}

describe('packs', () => {
  it('are there after a reload, with their cards', async () => {
    await (await loaded()).save([packOf(1), packOf(2)]);
    const store = await loaded();
    expect(await store.find(patientIdOf(1))).toEqual({ kind: 'pack', pack: packOf(1) });
    expect(store.held.get(patientIdOf(2))).toMatchObject({
      version: '1.a',
      card: { birthDate: '1941-03-12' },
    });
    expect(await store.find(patientIdOf(3))).toEqual({ kind: 'none' });
  });

  it('show nothing of a patient on the disk', async () => {
    await (await loaded()).save([packOf(1)]);
    const disk = await readWholeDisk();
    expect(disk).toContain(patientIdOf(1));
    for (const word of ['wombat', 'Testperson', 'testperson', '1941', 'Ada'])
      expect(disk).not.toContain(word);
  });

  it('that came compressed are kept as they came, and are the same packs', async () => {
    const store = await loaded();
    const packs = [packOf(1), packOf(2)];
    const packed = new Map(
      packs.slice(1).map((pack) => {
        const line = deflateRawSync(JSON.stringify({ ...lineOf(pack), of: 'a newer server' }));
        return [pack, new PackedJson(new Uint8Array(line))];
      }),
    );
    await store.save(packs, packed);
    const next = await loaded();
    for (const pack of packs) expect(await next.find(pack.patientId)).toEqual({ kind: 'pack', pack });
    expect(await next.load()).toEqual({ damaged: 0 });
    expect(await readWholeDisk()).not.toContain('wombat');
    await damage('packs', patientIdOf(2));
    expect(await next.find(patientIdOf(2))).toEqual({ kind: 'damaged' });
  });

  it('leave nothing behind when dropped', async () => {
    const store = await loaded();
    await store.save([packOf(1), packOf(2)]);
    await store.drop([patientIdOf(1)]);
    expect(await store.storedIds()).toEqual([patientIdOf(2)]);
    expect([...store.held.keys()]).toEqual([patientIdOf(2)]);
  });

  it('have a key each, which is gone with them; those of an older version get one when they are sealed anew', async () => {
    const store = await loaded();
    await store.save([packOf(1), packOf(2)]);
    const blocks = async () =>
      [...(await db.packs.toArray()), ...(await db.cards.toArray())].map((row) => row.block);
    const keys = (await blocks()).map((block) => block.slice(13, 61).join());
    expect(new Set(keys).size).toBe(4);
    await store.drop([patientIdOf(1)]);
    const left = (await blocks()).map((block) => block.slice(13, 61).join());
    expect(left).toEqual([keys[1], keys[3]]);

    const [row] = await db.packs.toArray();
    if (!row) throw new Error('a pack stays');
    const context = `pack ${vault.userHash} ${row.patientId} ${row.version}`;
    await db.packs.put({ ...row, block: await sealBlock(vault.dataKey, packOf(2), context) });
    expect((await blocks()).map(hasOwnKey)).toEqual([false, true]);
    expect(await store.find(patientIdOf(2))).toEqual({ kind: 'pack', pack: packOf(2) });
    await store.sealAnew();
    expect((await blocks()).map(hasOwnKey)).toEqual([true, true]);
  });

  it('are not held any more once damaged, so that they are fetched again', async () => {
    const store = await loaded();
    await store.save([packOf(1)]);
    await damage('packs', patientIdOf(1));
    expect(await store.find(patientIdOf(1))).toEqual({ kind: 'damaged' });
    expect(store.held.has(patientIdOf(1))).toBe(false);
  });

  it('are not opened anew when read again, as long as the disk holds the same', async () => {
    const store = await loaded();
    await store.save([packOf(1), packOf(2)]);
    const opened = vi.spyOn(crypto.subtle, 'decrypt');
    await store.find(patientIdOf(1));
    const first = opened.mock.calls.length;
    expect(first).toBeGreaterThan(0);
    expect(await store.find(patientIdOf(1))).toEqual({ kind: 'pack', pack: packOf(1) });
    expect(opened.mock.calls).toHaveLength(first);
    opened.mockRestore();

    const newer = { ...packOf(1), version: '2.b', resources: packOf(1).resources.slice(1) };
    await (await loaded()).save([newer]);
    expect(await store.find(patientIdOf(1))).toEqual({ kind: 'pack', pack: newer });
    const row = await db.packs.get(patientIdOf(1));
    if (!row) throw new Error('the pack stays');
    await db.packs.put({ ...row, version: '9.z' });
    expect(await store.find(patientIdOf(1))).toEqual({ kind: 'damaged' });
  });

  it('do not open under another patient’s id or version', async () => {
    await (await loaded()).save([packOf(1), packOf(2)]);
    const other = await db.packs.get(patientIdOf(2));
    if (!other) throw new Error('missing');
    await db.packs.put({ ...other, patientId: patientIdOf(1) });
    expect(await (await loaded()).find(patientIdOf(1))).toEqual({ kind: 'damaged' });
    await db.packs.put({ ...other, version: '9.z' });
    expect(await (await loaded()).find(patientIdOf(2))).toEqual({ kind: 'damaged' });
  });
});

describe('cards', () => {
  it('are made again from the pack when they can not be read, and are said to be damaged until they have come again', async () => {
    await (await loaded()).save([packOf(1)]);
    await damage('cards', patientIdOf(1));
    const store = new PackStore(db, vault);
    expect(await store.load()).toEqual({ damaged: 1 });
    expect(store.held.get(patientIdOf(1))?.card.nameWords).toContain('testperson1');
    expect(store.held.get(patientIdOf(1))?.version).not.toBe(packOf(1).version);
    await store.save([packOf(1)]);
    expect(await (await loaded()).load()).toEqual({ damaged: 0 });
  });

  it('count as damaged when the pack can not be read either', async () => {
    await (await loaded()).save([packOf(1), packOf(2)]);
    await damage('cards', patientIdOf(1));
    await damage('packs', patientIdOf(1));
    const store = new PackStore(db, vault);
    expect(await store.load()).toEqual({ damaged: 1 });
    expect([...store.held.keys()]).toEqual([patientIdOf(2)]);
  });

  it('do not stand for a pack that is gone', async () => {
    await (await loaded()).save([packOf(1)]);
    await db.packs.delete(patientIdOf(1));
    expect((await loaded()).held.size).toBe(0);
  });

  it('are read again one by one when another tab has changed them', async () => {
    const here = await loaded();
    await here.save([packOf(1), packOf(2)]);
    const there = await loaded();
    await there.save([packOf(1, '2.b')]);
    await there.drop([patientIdOf(2)]);
    await here.load([patientIdOf(1), patientIdOf(2)]);
    expect([...here.held].map(([id, { version }]) => [id, version])).toEqual([[patientIdOf(1), '2.b']]);
  });
});

describe('the caseload', () => {
  it('is kept sealed, and told apart from none and from damaged', async () => {
    const store = new CaseloadStore(db, vault);
    expect(await store.load()).toEqual({ kind: 'none' });
    const heard = { caseload: caseloadOf([[1, '1.a']]), etag: '"x"' };
    await store.save(heard, { confirmedAt: '2026-11-22T07:52:00.000Z' });
    const later = { confirmedAt: '2026-11-22T08:52:00.000Z', completeAt: '2026-11-22T07:53:00.000Z' };
    await store.saveContact(later);
    expect(await new CaseloadStore(db, vault).load()).toEqual({
      kind: 'held',
      held: { ...heard, ...later },
    });
    expect(await readWholeDisk()).not.toContain('Testbury');
    const row = await db.meta.get('caseload');
    await db.meta.put({ key: 'caseload', block: row?.block.slice(0, -1) ?? new Uint8Array() });
    expect(await new CaseloadStore(db, vault).load()).toEqual({ kind: 'damaged' });
  });
});

describe('drafts', () => {
  it('survive a reload, sealed, under a name that says nothing', async () => {
    await new DraftStore(db, vault, () => Promise.resolve()).save(
      'visit:42',
      'half a sentence about wombats',
    );
    const drafts = new DraftStore(db, vault, () => Promise.resolve());
    expect(await drafts.find('visit:42')).toEqual({ kind: 'draft', value: 'half a sentence about wombats' });
    const disk = await readWholeDisk();
    expect(disk).not.toContain('wombats');
    expect(disk).not.toContain('visit:42');
    await drafts.drop('visit:42');
    expect(await drafts.find('visit:42')).toEqual({ kind: 'none' });
  });

  it('never pass for none when they can not be opened', async () => {
    const drafts = new DraftStore(db, vault, () => Promise.resolve());
    await drafts.save('visit:42', 'text');
    await db.drafts.toCollection().modify({ block: new Uint8Array(40) });
    expect(await drafts.find('visit:42')).toEqual({ kind: 'damaged' });
  });
});
