import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeServer } from '../../../../tests/support/device/fake-server';
import { keyPair, testVault } from '../../../../tests/support/device/open-vault';
import { freshDisk, MemoryWitness, readWholeDisk } from '../../../../tests/support/device/world';
import { findBreach, linkAad, START, type Link, type SealedLink } from '../../record/audit-chain';
import { readAuditEvent } from '../../record/audit-event';
import { openSealed } from '../../record/seal';
import { ServerClient } from '../sync/server-client';
import type { OpenVault } from '../vault/open-vault';
import { Audit } from './audit';
import { AuditStore } from './audit-store';
import { carryAudit, carryAudits } from './carry-audit';
// After the browser's databases are in place.
import { Dexie } from 'dexie';

const PATIENT = 'p00000000000000000000001';
const opened = { kind: 'chart-opened' as const, patientId: PATIENT };

let serverKey: Awaited<ReturnType<typeof keyPair>>;
let vault: OpenVault;
let store: AuditStore;
let witness: MemoryWitness;
let server: FakeServer;

beforeEach(async () => {
  await freshDisk();
  serverKey = await keyPair();
  vault = await testVault(serverKey.publicKey);
  store = new AuditStore();
  witness = new MemoryWitness();
  server = new FakeServer(serverKey.publicKey);
});
afterEach(() => {
  store.close();
  vi.restoreAllMocks();
});

const audit = () => new Audit({ vault, store, witness, now: () => Date.now(), lastContact: () => undefined });
const parts = () => ({ store, witness, server: new ServerClient(server.fetch) });
const carry = () => carryAudit(vault.journalBase, parts());

/** What the server reads: the texts, each as its link carries it. */
async function read(links: readonly SealedLink[]): Promise<Link[]> {
  const chain = vault.journalBase;
  return Promise.all(
    links.map(async ({ seq, prev, hash, sealed }) => {
      const text = await openSealed(sealed, linkAad(chain, seq), [serverKey.opening]);
      if (text.kind !== 'opened') throw new Error('the server can’t open a link');
      return { chain, seq, prev, hash, text: text.value as string };
    }),
  );
}
const waiting = async () => read(await store.waiting(vault.journalBase, 100));
const acts = (links: readonly Link[]) => links.map(({ text }) => readAuditEvent(JSON.parse(text)));

describe('recording', () => {
  it('chains what is done, sealed for the server, with who did it', async () => {
    const one = audit();
    expect(await one.record(opened)).toBe('recorded');
    expect(await one.record({ kind: 'search', count: 2 })).toBe('recorded');
    const links = await waiting();
    expect(await findBreach(vault.journalBase, links)).toBeUndefined();
    expect(acts(links)).toMatchObject([
      { kind: 'chart-opened', patientId: PATIENT, userId: 'nurse' },
      { kind: 'search', count: 2 },
    ]);
    expect(await readWholeDisk()).not.toContain(PATIENT);
  });

  it('by two tabs at once makes one chain', async () => {
    const [one, two] = [audit(), audit()];
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 ? one : two).record({ kind: 'search', count: n })),
    );
    const links = await waiting();
    expect(links).toHaveLength(20);
    expect(await findBreach(vault.journalBase, links)).toBeUndefined();
  });

  it('that fails says so, and is made good with the next act, in order', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const one = audit();
    const append = vi.spyOn(store, 'append').mockRejectedValueOnce(new Error('full'));
    expect(await one.record(opened)).toBe('not-recorded');
    expect(said).toHaveBeenCalledOnce();
    append.mockRestore();
    expect(await one.record({ kind: 'search' })).toBe('recorded');
    expect(acts(await waiting()).map((act) => act?.kind)).toEqual(['chart-opened', 'search']);
  });

  it('goes on when the witness can’t be written: each act is in the chain once', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const one = audit();
    vi.spyOn(witness, 'note').mockRejectedValue(new Error('full'));
    expect(await one.record(opened)).toBe('recorded');
    expect(await one.record({ kind: 'search' })).toBe('recorded');
    expect(acts(await waiting()).map((act) => act?.kind)).toEqual(['chart-opened', 'search']);
  });

  it('notes by itself that a tail was cut off', async () => {
    const one = audit();
    for (let n = 0; n < 3; n += 1) await one.record(opened);
    store.close();
    await freshDisk();
    store = new AuditStore();
    await audit().record({ kind: 'search' });
    expect(acts(await waiting())).toMatchObject([
      { kind: 'chain-broken', reason: 'cut', count: 3 },
      { kind: 'search' },
    ]);
  });
});

describe('a chain that this device has written to already', () => {
  it('is followed without being read again, and the answer waits for no witness', async () => {
    const one = audit();
    await one.record(opened);
    await one.rest();
    const [head, reached] = [vi.spyOn(store, 'head'), vi.spyOn(witness, 'reached')];
    let letNote: () => void = () => undefined;
    const note = vi.spyOn(witness, 'note').mockReturnValue(new Promise((resolve) => (letNote = resolve)));
    expect(await one.record(opened)).toBe('recorded');
    expect(head.mock.calls.length + reached.mock.calls.length).toBe(0);
    expect(await waiting()).toHaveLength(2);
    let rests = false;
    const rest = one.rest().then(() => (rests = true));
    await vi.waitFor(() => {
      expect(note).toHaveBeenCalledExactlyOnceWith(vault.journalBase, 2);
    });
    expect(rests).toBe(false);
    letNote();
    await rest;
  });

  it('is looked at anew when it does not end there any more: a tail that was cut off meanwhile is noted', async () => {
    const one = audit();
    for (let n = 0; n < 3; n += 1) await one.record(opened);
    await one.rest();
    const raw = await new Dexie('doorstep-audit').open();
    await Promise.all([raw.table('links').clear(), raw.table('ends').clear()]);
    raw.close();
    await one.record({ kind: 'search' });
    expect(acts(await waiting())).toMatchObject([
      { kind: 'chain-broken', reason: 'cut', count: 3 },
      { kind: 'search' },
    ]);
  });
});

describe('carrying', () => {
  it('brings all to the server, in order, and keeps nothing but where the chain ends', async () => {
    const one = audit();
    for (let n = 1; n <= 3; n += 1) await one.record({ kind: 'search', count: n });
    expect(await carry()).toEqual({ kind: 'done' });
    expect(await waiting()).toEqual([]);
    await one.record(opened);
    expect(await carryAudits(parts())).toBe(true);
    const links = await read(server.audited.flatMap((carried) => carried.links));
    expect(await findBreach(vault.journalBase, links)).toBeUndefined();
    expect(links.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect(server.audited.map(({ reached }) => reached)).toEqual([3, 4]);
    expect(server.audited[1]?.countersigned).toMatchObject({ head: { seq: 3 }, signature: 'signed' });
  });

  it('asks nothing when nothing waits', async () => {
    expect(await carry()).toEqual({ kind: 'done' });
    expect(server.asked).toEqual([]);
  });

  it('takes nothing off the device on any other answer than the countersignature of its own last link', async () => {
    await audit().record(opened);
    for (const fault of [
      () => Promise.reject(new TypeError('offline')),
      () => Response.json({}, { status: 500 }),
      () => Response.json({ head: START, signature: 'signed' }),
      () => new Response('<p>', { headers: { 'content-type': 'text/html' } }),
    ]) {
      server.fault = fault;
      expect((await carry()).kind).not.toBe('done');
      expect(await waiting()).toHaveLength(1);
    }
  });
});
