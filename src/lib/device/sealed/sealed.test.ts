import { beforeEach, expect, it, vi } from 'vitest';
import { entryOf } from '../../../../tests/support/device/entries';
import { keyPair, testVault } from '../../../../tests/support/device/open-vault';
import { freshDisk, readWholeDisk } from '../../../../tests/support/device/world';
import { noteDocument } from '../../record/filed/documents';
import type { SealedSet } from '../../record/sealed-notes';
import type { OwnEntry } from '../journal/own-entry';
import { openBlock } from '../packs/block';
import { PackDb } from '../packs/pack-db';
import type { OpenVault } from '../vault/open-vault';
import { openSealedNotes } from './sealed-reader';
import { SealedStore } from './sealed-store';
import { SealedSync } from './sealed-sync';

const sealed = (text: string) => entryOf({ kind: 'note', text, sealed: 'safeguarding' });
const FILED = sealed('Afraid of the wombat');
const SET: SealedSet = {
  patientId: FILED.patientId,
  version: '1',
  notes: [noteDocument(FILED, 'Afraid of the wombat')],
};

let vault: OpenVault;
let db: PackDb;
let store: SealedStore;

beforeEach(async () => {
  await freshDisk();
  vault = await testVault((await keyPair()).publicKey);
  db = new PackDb(vault.userHash);
  store = new SealedStore(db, vault);
});

const parts = (change: object = {}) => ({
  store,
  audit: { record: () => Promise.resolve('recorded' as const) },
  entries: (): OwnEntry[] => [],
  mayShow: () => true,
  now: () => Date.parse('2026-11-22T12:00:00Z'),
  ...change,
});

it('sealed notes lie under a key of their own: not in clear, and not under the vault’s', async () => {
  await store.save([SET]);
  expect(await store.find()).toEqual([SET]);
  expect(await new SealedStore(db, vault).find()).toEqual([SET]);
  expect(await readWholeDisk()).not.toContain('wombat');
  const row = await db.meta.get('sealed-notes');
  if (!row) throw new Error('nothing was written');
  const context = `sealed-notes ${vault.userHash}`;
  expect(await openBlock(vault.dataKey, row.block, context)).toEqual({ kind: 'damaged' });
});

it('opening them is recorded first, and shows those that are not filed yet too', async () => {
  await store.save([SET]);
  const own = { entryId: 'e2', doc: { attempt: 1 }, hash: 'h', entry: sealed('Still afraid') };
  const acts: unknown[] = [];
  const record = (act: unknown) => Promise.resolve((acts.push(act), 'recorded' as const));
  const outcome = await openSealedNotes(
    FILED.patientId,
    parts({ audit: { record }, entries: () => [own as unknown as OwnEntry] }),
  );
  if (outcome.kind !== 'notes') throw new Error(outcome.kind);
  expect(outcome.notes.map(({ text }) => text).sort()).toEqual(['Afraid of the wombat', 'Still afraid']);
  expect(acts).toEqual([{ kind: 'sealed-opened', patientId: FILED.patientId }]);

  const failing = { record: () => Promise.resolve('not-recorded' as const) };
  expect(await openSealedNotes(FILED.patientId, parts({ audit: failing }))).toEqual({ kind: 'not-recorded' });
  const gone = parts({ mayShow: () => false });
  expect(await openSealedNotes(FILED.patientId, gone)).toEqual({ kind: 'not-on-caseload' });
});

it('that are not down are never an empty list: it says that there may be more', async () => {
  const own = { entryId: 'e2', doc: { attempt: 1 }, hash: 'h', entry: sealed('Still afraid') };
  const open = () => openSealedNotes(FILED.patientId, parts({ entries: () => [own as unknown as OwnEntry] }));
  expect(await open()).toMatchObject({ kind: 'notes', notes: [{ text: 'Still afraid' }], missing: true });
  await store.save([]);
  expect(await open()).not.toHaveProperty('missing');
  await db.meta.put({ key: 'sealed-notes', block: new Uint8Array(40) });
  expect(await open()).toMatchObject({ missing: true });
});

it('they are asked for when something changed, and leave with the right to read them', async () => {
  const asked: unknown[] = [];
  let answer: { sets: SealedSet[]; gone: string[] } = { sets: [SET], gone: [] };
  const server = {
    sealedNotes: (request: unknown) => {
      asked.push(request);
      return Promise.resolve({ kind: 'sealed-notes' as const, answer });
    },
  };
  const expecting = vi.fn(() => Promise.resolve());
  const sync = new SealedSync({ server, store, expect: expecting });
  await sync.run({ changed: false });
  await sync.run({ changed: false });
  expect(asked).toEqual([{ have: [] }]);
  expect(expecting).toHaveBeenCalledOnce();
  answer = { sets: [], gone: [SET.patientId] };
  await sync.run({ changed: true });
  expect(asked[1]).toEqual({ have: [{ patientId: SET.patientId, version: '1' }] });
  expect(await store.find()).toEqual([]);
});
