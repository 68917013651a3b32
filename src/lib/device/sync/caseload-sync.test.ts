import { Sentinel } from '../vault/sentinel';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeLocks, freshDisk, MemoryPlace } from '../../../../tests/support/device/world';
import { keyPair, testVault } from '../../../../tests/support/device/open-vault';
import { FakeServer } from '../../../../tests/support/device/fake-server';
import { packOf, patientIdOf } from '../../../../tests/support/device/packs';
import { CaseloadStore } from '../packs/caseload-store';
import { PackDb } from '../packs/pack-db';
import { PackStore } from '../packs/pack-store';
import { SealedStore } from '../sealed/sealed-store';
import type { OpenVault } from '../vault/open-vault';
import { CaseloadSync } from './caseload-sync';
import { ServerClient } from './server-client';
import { SyncStatus } from './sync-status';

const NOW = Date.parse('2026-11-22T08:00:00.000Z');

let server: FakeServer;
let vault: OpenVault;
let db: PackDb;
let sentinel: Sentinel;
let packs: PackStore;
let sealed: SealedStore;
let caseloads: CaseloadStore;
let status: SyncStatus;
let sync: CaseloadSync;
let mayKeep: boolean;
let heardTimes: string[];

beforeEach(async () => {
  await freshDisk();
  mayKeep = true;
  heardTimes = [];
  server = new FakeServer((await keyPair()).publicKey);
  vault = await testVault(server.key);
  sentinel = new Sentinel(new MemoryPlace(), new FakeLocks().manager);
  reopen();
});

afterEach(() => {
  db.close();
});

/** What the server says of a patient who has no pack. */
const says = (n: number, more: { left?: true }) =>
  server.gone.set(patientIdOf(n), [{ patientId: patientIdOf(n), gone: true, ...more }]);

/** Everything anew, but for what is on the disk and on the server. */
function reopen(): void {
  db = new PackDb(vault.userHash);
  packs = new PackStore(db, vault);
  sealed = new SealedStore(db, vault);
  caseloads = new CaseloadStore(db, vault);
  status = new SyncStatus(() => undefined);
  sync = new CaseloadSync({
    vault,
    keeper: { update: (open, change) => Promise.resolve(void Object.assign(open, change)) },
    server: new ServerClient(server.fetch, () => NOW),
    caseloads,
    packs,
    sealed,
    sentinel,
    mayKeep: () => mayKeep,
    onServerTime: (at) => heardTimes.push(at),
    hasRoom: () => Promise.resolve(true),
    status,
    now: () => NOW,
    onData: () => undefined,
  });
}

async function round() {
  const confirmed = await sync.confirm();
  const down = await sync.download(new AbortController().signal);
  return { confirmed, down };
}

const warned = () => status.view().warnings.map(({ code }) => code);

describe('a round', () => {
  it('brings the caseload and every pack', async () => {
    server.serve([1, '1.a'], [2, '1.a']);
    const { confirmed, down } = await round();
    expect([confirmed, down]).toEqual([{ kind: 'confirmed', changed: true }, { kind: 'down' }]);
    expect([...packs.held.keys()]).toEqual([patientIdOf(1), patientIdOf(2)]);
    expect(status.view()).toMatchObject({ contact: 'online', completeAt: server.asOf });
    expect(await sentinel.find(vault.userHash)).toEqual({ packs: 2 });
  });

  it('is one request when nothing changed', async () => {
    server.serve([1, '1.a']);
    await round();
    server.asked.length = 0;
    server.asOf = '2026-11-22T08:10:00.000Z';
    expect((await round()).confirmed).toEqual({ kind: 'confirmed', changed: false });
    expect(server.asked).toEqual(['/api/caseload']);
    expect(caseloads.held?.confirmedAt).toBe('2026-11-22T08:10:00.000Z');
  });

  it('is told of a change alone, and comes out as the whole would', async () => {
    server.serve([1, '1.a'], [2, '1.a']);
    await round();
    server.serve([1, '1.a'], [2, '2.b']);
    server.asked.length = 0;
    await round();
    expect(server.asked).toEqual(['/api/caseload', '/api/packs']);
    expect(server.statuses.at(-1)).toBe(226);
    expect(caseloads.held?.caseload.rows).toEqual(server.caseload.rows);
    expect(server.wanted.at(-1)).toEqual([patientIdOf(2)]);
    expect((await round()).confirmed).toEqual({ kind: 'confirmed', changed: false });
    // And it is what the disk holds.
    db.close();
    reopen();
    await caseloads.load();
    expect(caseloads.held?.caseload.rows).toEqual(server.caseload.rows);
  });

  it('asks for the whole when a change does not come out as the server says', async () => {
    server.serve([1, '1.a'], [2, '1.a']);
    await round();
    const held = caseloads.held;
    if (!held) throw new Error('there is a caseload');
    const damaged = held.caseload.rows.map((row) => ({ ...row, version: '0.x' }));
    const { confirmedAt, ...heard } = held;
    await caseloads.save({ ...heard, caseload: { ...held.caseload, rows: damaged } }, { confirmedAt });
    server.serve([1, '1.a'], [2, '2.b']);
    await round();
    expect(server.statuses.slice(-2)).toEqual([226, 200]);
    expect(caseloads.held?.caseload.rows).toEqual(server.caseload.rows);
  });

  it('fetches only what differs, today’s visits first in order of time', async () => {
    server.serve([1, '1.a'], [2, '1.a'], [3, '1.a'], [4, '1.a']);
    await round();
    server.serve([1, '2.b'], [2, '1.a'], [3, '2.b'], [4, '2.b']);
    const visit = { minutes: 20, place: '', reason: '', due: [], date: '2026-11-22' };
    server.caseload.visits = [
      { ...visit, id: 'a', patientId: patientIdOf(4), time: '09:00' },
      { ...visit, id: 'b', patientId: patientIdOf(3), time: '08:00' },
      { ...visit, id: 'c', patientId: patientIdOf(1), time: '07:00', date: '2026-11-23' },
    ];
    await round();
    expect(server.wanted.at(-1)).toEqual([patientIdOf(3), patientIdOf(4), patientIdOf(1)]);
  });

  it('has the same packs from a server of before lines were compressed one by one', async () => {
    server.serve([1, '1.a'], [2, '1.a']);
    server.isOld = true;
    await round();
    server.isOld = false;
    server.serve([1, '1.a'], [2, '2.b'], [3, '1.a']);
    await round();
    for (const pack of server.packs) expect(await packs.find(pack.patientId)).toEqual({ kind: 'pack', pack });
  });

  it('goes on where it was closed half-way', async () => {
    server.serve([1, '1.a'], [2, '1.a']);
    server.packs = [packOf(1)];
    expect((await round()).down.kind).toBe('server-error');
    db.close();
    reopen();
    await caseloads.load();
    server.serve([1, '1.a'], [2, '1.a']);
    await round();
    expect(server.wanted.at(-1)).toEqual([patientIdOf(2)]);
    expect(packs.held.size).toBe(2);
  });
});

describe('who leaves the caseload', () => {
  it('leaves the device', async () => {
    server.serve([1, '1.a'], [2, '1.a']);
    await round();
    server.serve([2, '1.a']);
    await round();
    expect(await packs.storedIds()).toEqual([patientIdOf(2)]);
    expect(await sentinel.find(vault.userHash)).toEqual({ packs: 1 });
  });

  it('leaves it with the next answer when the first round was cut short', async () => {
    server.serve([1, '1.a'], [2, '1.a']);
    await round();
    await sealed.save([1, 2].map((n) => ({ patientId: patientIdOf(n), version: '1', notes: [] })));
    server.serve([2, '1.a']);
    const drop = vi.spyOn(packs, 'drop').mockRejectedValueOnce(new Error('cut short'));
    await expect(sync.confirm()).rejects.toThrow('cut short');
    expect(await packs.storedIds()).toHaveLength(2);
    // Their sealed notes went first, whatever becomes of the rest of the round.
    expect((await sealed.find())?.map(({ patientId }) => patientId)).toEqual([patientIdOf(2)]);
    drop.mockRestore();
    await round();
    expect(await packs.storedIds()).toEqual([patientIdOf(2)]);
  });

  it('is not everybody at once: an empty caseload is told, not believed, and renews no lease', async () => {
    server.serve([1, '1.a']);
    await round();
    const before = caseloads.held?.confirmedAt;
    server.serve();
    server.asOf = '2026-11-22T08:04:00.000Z';
    await round();
    expect(warned()).toEqual(['empty-caseload']);
    expect(await packs.storedIds()).toEqual([patientIdOf(1)]);
    expect(caseloads.held?.confirmedAt).toBe(before);
    server.serve([1, '1.a'], [2, '1.a']);
    await round();
    expect(warned()).toEqual([]);
  });

  it('is told no longer when the caseload is again what it was', async () => {
    server.serve([1, '1.a']);
    await round();
    server.serve();
    await round();
    expect(warned()).toEqual(['empty-caseload']);
    server.serve([1, '1.a']);
    await round();
    expect(warned()).toEqual([]);
  });

  it('is everybody at once when the server says of each by name that they have left', async () => {
    server.serve([1, '1.a'], [2, '1.a']);
    await round();
    server.serve();
    server.asOf = '2026-11-22T08:04:00.000Z';
    for (const n of [1, 2]) says(n, { left: true });
    await round();
    expect(warned()).toEqual([]);
    expect(await packs.storedIds()).toEqual([]);
    expect(packs.held.size).toBe(0);
    expect(caseloads.held).toMatchObject({ caseload: { rows: [] }, confirmedAt: server.asOf });
    expect((await sentinel.find(vault.userHash))?.packs).toBe(0);
    reopen();
    await Promise.all([packs.load(), caseloads.load()]);
    await round();
    expect([server.statuses.at(-1), warned()]).toEqual([304, []]);
  });

  it.each([
    { of: 'one is passed over', say: () => says(1, { left: true }) },
    { of: 'of one no record was found', say: () => [says(1, { left: true }), says(2, {})] },
    { of: 'one has a pack still', say: () => [says(1, { left: true }), server.packs.push(packOf(2))] },
    {
      of: 'the answer is cut short',
      say: () => {
        for (const n of [1, 2]) says(n, { left: true });
        const lines = [1, 2].map((n) => `{"patientId":"${patientIdOf(n)}","gone":true,"left":true}\n`);
        const type = { headers: { 'content-type': 'application/x-ndjson' } };
        server.fault = (path) => (path === '/api/packs' ? new Response(lines.join(''), type) : undefined);
      },
    },
    {
      of: 'there is no answer',
      say: () =>
        (server.fault = (path) =>
          path === '/api/packs' ? Promise.reject(new TypeError('offline')) : undefined),
    },
  ])('is nobody when $of', async ({ say }) => {
    server.serve([1, '1.a'], [2, '1.a']);
    await round();
    server.serve();
    say();
    await round();
    expect(warned()).toEqual(['empty-caseload']);
    expect((await packs.storedIds()).sort()).toEqual([patientIdOf(1), patientIdOf(2)]);
  });

  it('may be empty from the beginning', async () => {
    server.serve();
    await round();
    expect(warned()).toEqual([]);
    expect(caseloads.held?.caseload.rows).toEqual([]);
  });
});

it('keeps nothing while the lease has ended, and knows all the same whether the server’s key is known', async () => {
  mayKeep = false;
  server.serve([1, '1.a']);
  server.caseload = { ...server.caseload, serverKeyId: 'another' };
  const { confirmed, down } = await round();
  expect([confirmed, down.kind]).toEqual([{ kind: 'confirmed', changed: false }, 'down']);
  expect(status.view().contact).toBe('online');
  expect(caseloads.held).toBeUndefined();
  expect(await packs.storedIds()).toEqual([]);
  expect(sync.keyKnown).toBe(false);
});

it('hears the server’s time with each answer', async () => {
  server.serve([1, '1.a']);
  await round();
  server.asOf = '2026-11-22T08:10:00.000Z';
  await round();
  expect(heardTimes).toEqual(['2026-11-22T08:00:00.000Z', '2026-11-22T08:10:00.000Z']);
});

describe('whom it believes', () => {
  it('nobody who is signed in as somebody else', async () => {
    server.serve([1, '1.a']);
    await round();
    server.serve([5, '1.a']);
    server.user = 'another-nurse';
    expect((await sync.confirm()).kind).toBe('signed-out');
    expect(caseloads.held?.caseload.rows.map((row) => row.patientId)).toEqual([patientIdOf(1)]);
  });

  it('no server key that it does not know', async () => {
    server.serve([1, '1.a']);
    await round();
    expect(sync.keyKnown).toBe(true);
    server.caseload = { ...server.caseload, serverKeyId: 'another' };
    await round();
    expect(sync.keyKnown).toBe(false);
  });

  it('the server’s clock rather than its own', async () => {
    server.serve([1, '1.a']);
    server.asOf = new Date(NOW + 86_400_000).toISOString();
    await round();
    expect(vault.clockOffsetMs).toBe(86_400_000);
    expect(warned()).toEqual(['clock-off']);
    server.asOf = new Date(NOW).toISOString();
    await round();
    expect(vault.clockOffsetMs).toBe(0);
    expect(warned()).toEqual([]);
  });
});

it('fetches a damaged pack again', async () => {
  server.serve([1, '1.a'], [2, '1.a']);
  await round();
  await db.packs.update(patientIdOf(1), { block: new Uint8Array(50) });
  status.warn('pack-damaged');
  expect((await packs.find(patientIdOf(1))).kind).toBe('damaged');
  await round();
  expect(server.wanted.at(-1)).toEqual([patientIdOf(1)]);
  expect((await packs.find(patientIdOf(1))).kind).toBe('pack');
  expect(warned()).toEqual([]);
});

it('goes on speaking to the server when the disk is full, says so, and stops saying so', async () => {
  server.serve([1, '1.a']);
  await round();
  const full = Object.assign(new Error('aborted'), {
    name: 'AbortError',
    inner: new DOMException('full', 'QuotaExceededError'),
  });
  const put = vi.spyOn(db.meta, 'put').mockRejectedValue(full);
  server.asOf = '2026-11-22T08:01:00.000Z';
  expect((await round()).confirmed.kind).toBe('confirmed');
  expect(warned()).toEqual(['disk-full']);
  expect(caseloads.held?.confirmedAt).toBe(server.asOf);
  put.mockRestore();
  await round();
  expect(warned()).toEqual([]);
  server.serve([1, '2.b']);
  vi.spyOn(db.packs, 'bulkPut').mockRejectedValueOnce(full);
  expect((await round()).down.kind).toBe('disk-full');
  expect(warned()).toEqual(['disk-full']);
  await round();
  expect(warned()).toEqual([]);
});
