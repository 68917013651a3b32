import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { changeRows } from '../../../../tests/support/device/damage';
import { FakeLocks, freshDisk, witnessesAt } from '../../../../tests/support/device/world';
import { entryOf, receiptFor } from '../../../../tests/support/device/entries';
import { FakeJournals } from '../../../../tests/support/device/fake-journals';
import { keyPair, testVault } from '../../../../tests/support/device/open-vault';
import { journalName } from '../../record/ids';
import type { EntryDoc } from '../../record/journal-docs';
import type { OpenVault } from '../vault/open-vault';
import { carryJournals } from './carry';
import { Journal } from './journal';
import { JournalDatabases } from './journal-db';
import { countStates } from './own-entry';
import { JournalRegistry } from './registry';
import { replicateJournal, type ReplicateParts } from './replicate';

let vault: OpenVault;
let server: FakeJournals;
let journal: Journal;
let parts: ReplicateParts;
let name: string;

beforeEach(async () => {
  await freshDisk();
  vault = await testVault((await keyPair()).publicKey);
  server = new FakeJournals();
  parts = {
    databases: new JournalDatabases(),
    registry: new JournalRegistry(),
    locks: new FakeLocks().manager,
    address: server.address,
    ask: server.fetch,
    now: () => Date.parse('2026-11-22T09:05:00.000Z'),
  };
  journal = new Journal(vault, parts.databases, parts.registry, witnessesAt());
  name = journalName(vault.journalBase, new Date('2026-11-22'));
});

afterEach(async () => {
  await parts.databases.closeAll();
  parts.registry.close();
});

const carry = (thorough = false) => replicateJournal(name, parts, { thorough });

async function write(count = 1): Promise<void> {
  for (let n = 0; n < count; n++) await journal.add(entryOf());
}

async function states() {
  await journal.refresh();
  return Object.fromEntries(Object.entries(countStates(journal.entries.values())).filter(([, n]) => n > 0));
}

/** The server answers every entry that it holds. */
async function fileAll(): Promise<void> {
  const there = server.journal(name);
  const { rows } = await there.allDocs<EntryDoc>({
    include_docs: true,
    startkey: 'entry:',
    endkey: 'entry:~',
  });
  for (const { doc } of rows) {
    const { rows: known } = await there.allDocs({ keys: [doc?._id.replace('entry', 'receipt') ?? ''] });
    if (doc && known[0] && 'error' in known[0]) await there.put(await receiptFor(doc));
  }
}

/** Ids of the checkpoints that the server was given. */
function checkpointsSeen(): string[] {
  const puts = server.seen.filter((line) => line.startsWith('PUT ') && line.includes('/_local/'));
  return [...new Set(puts.map((line) => decodeURIComponent(line.slice(line.indexOf('_local/')))))];
}

describe('replicateJournal', () => {
  it('brings entries up, and their receipts down', async () => {
    await write(3);
    expect(await carry()).toEqual({ kind: 'done', waiting: true });
    expect(await states()).toEqual({ received: 3 });
    await fileAll();
    expect(await carry()).toEqual({ kind: 'done', waiting: false });
    expect(await states()).toEqual({ filed: 3 });
    expect((await parts.registry.find(name))?.waiting).toBe('');
  });

  it('finds an answer that stands before its checkpoint, since the server went back to a backup in the middle of a round', async () => {
    await write(3);
    await carry();
    await fileAll();
    await carry();
    await write();
    await carry();
    const before = server.journal(name);
    await journal.refresh();
    const { entryId = '' } = [...journal.entries.values()].find(({ receipt }) => !receipt) ?? {};
    const entry = await before.get(`entry:${entryId}`, { revs: true });
    const locals = await Promise.all(checkpointsSeen().map((id) => before.get(id)));
    await server.lose(name);
    const after = server.journal(name);
    for (const { _rev, ...checkpoint } of locals) await after.put(checkpoint);
    await after.bulkDocs([entry], { new_edits: false });
    await fileAll();
    await carry();
    expect(await states()).toEqual({ filed: 3, received: 1 });
    await carry(true);
    expect(await states()).toEqual({ filed: 4 });
  });

  it('sends nothing that is readable', async () => {
    const bodies: string[] = [];
    server.fault = ({ body }) => {
      bodies.push(body);
      return undefined;
    };
    await write();
    await carry();
    expect(bodies.join()).toContain('ciphertext');
    for (const word of ['wombat', 'TESTPERSON', 'Amara']) expect(bodies.join()).not.toContain(word);
  });

  it('does not say "received" of what the server passed over in silence, and sends it again', async () => {
    await write(2);
    let dropped = 0;
    server.fault = ({ path }) => {
      if (!path.endsWith('_bulk_docs') || dropped > 0) return undefined;
      dropped += 1;
      return Response.json([]);
    };
    await carry();
    expect(dropped).toBe(1);
    expect(await states()).toEqual({ received: 2 });
  });

  it('is not disturbed by figures that PouchDB asks for on the side, and whose failing it does not hear', async () => {
    await write();
    await carry();
    await fileAll();
    const unheard = vi.fn();
    process.on('unhandledRejection', unheard);
    let asked = 0;
    server.fault = ({ method, path }) => {
      if (method !== 'GET' || !path.endsWith(`${name}/`)) return undefined;
      asked += 1;
      return asked > 2 ? Promise.reject(new TypeError('cut')) : undefined;
    };
    await carry();
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off('unhandledRejection', unheard);
    expect(asked).toBeGreaterThan(2);
    expect(unheard).not.toHaveBeenCalled();
    expect(await states()).toEqual({ filed: 1 });
  });

  it('leaves an entry on the device for as long as the server does not take it', async () => {
    await write();
    server.fault = ({ path }) => (path.endsWith('_bulk_docs') ? Response.json([]) : undefined);
    await carry();
    expect(await states()).toEqual({ 'on-device': 1 });
    server.fault = undefined;
    await carry();
    expect(await states()).toEqual({ received: 1 });
  });

  it('gives a server that was restored from a backup what it lost, whatever its checkpoints say', async () => {
    const checkpoints = new Map<string, { _id: string; _rev?: string }>();
    server.fault = ({ method, path, body }) => {
      if (method === 'PUT') checkpoints.set(path, JSON.parse(body) as { _id: string });
      return undefined;
    };
    await write(2);
    await carry();
    await fileAll();
    await carry();
    await server.lose(name);
    // The checkpoints survived the restore: a replication alone believes that there is nothing to do.
    for (const { _rev, ...checkpoint } of checkpoints.values()) await server.journal(name).put(checkpoint);
    const there = async () =>
      (await server.journal(name).allDocs({ startkey: 'entry:', endkey: 'entry:~' })).rows.length;
    await carry();
    expect(await there()).toBe(0);
    await carry(true);
    expect(await there()).toBe(2);
  });

  it.each(['0-A', '', 'A-1'])('carries on when its checkpoints are damaged (_rev is “%s”)', async (_rev) => {
    await write(2);
    await carry();
    await fileAll();
    await carry();
    await write();
    await parts.databases.closeAll();
    expect(await changeRows('local-store', (row) => ({ ...row, _rev }))).toBeGreaterThan(0);
    expect(await carry()).toEqual({ kind: 'done', waiting: true });
    await fileAll();
    expect(await carry()).toEqual({ kind: 'done', waiting: false });
    expect(await states()).toEqual({ filed: 3 });
  });

  it('keeps a journal waiting when something was saved during the round', async () => {
    await write();
    await carry();
    await fileAll();
    let once = true;
    server.fault = async ({ path }) => {
      if (once && path.endsWith('_changes')) {
        once = false;
        await write();
      }
      return undefined;
    };
    await carry();
    expect((await parts.registry.find(name))?.waiting).not.toBe('');
  });

  it('sends nothing while that is held back', async () => {
    await write();
    await parts.registry.hold(vault.userHash, true);
    expect(await carry()).toEqual({ kind: 'held' });
    expect(server.seen).toEqual([]);
  });

  it('takes turns with whoever carries the same journal: nothing is sent twice', async () => {
    await write();
    const outcomes = await Promise.all([carry(), carry()]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['done', 'done']);
    expect(server.seen.filter((asked) => asked.endsWith('_bulk_docs'))).toHaveLength(1);
  });

  it.each([
    ['offline', () => Promise.reject(new TypeError('failed')), { kind: 'offline' }],
    ['signed out', () => Response.json({ error: 'x' }, { status: 401 }), { kind: 'signed-out' }],
    [
      'a captive portal',
      () => new Response('<p>Wi-Fi</p>', { headers: { 'content-type': 'text/html' } }),
      { kind: 'captive-portal' },
    ],
    [
      'somebody else’s journal',
      () => Response.json({ error: 'forbidden' }, { status: 403 }),
      { kind: 'server-error', status: 403 },
    ],
    [
      'a refusal',
      () => Response.json({ error: 'bad' }, { status: 400 }),
      { kind: 'server-error', status: 400 },
    ],
  ])('tells %s as it is, and loses nothing', async (_, fault, outcome) => {
    await write();
    server.fault = fault;
    expect(await carry()).toEqual(outcome);
    expect(await states()).toEqual({ 'on-device': 1 });
    server.fault = undefined;
    await carry();
    expect(await states()).toEqual({ received: 1 });
  });

  it('goes on after a connection that broke at any request', async () => {
    for (let at = 1; at <= 8; at++) {
      await write();
      let asked = 0;
      server.fault = () => {
        asked += 1;
        return asked === at ? Promise.reject(new TypeError('broken')) : undefined;
      };
      await carry();
      server.fault = undefined;
      await carry();
      expect(await states()).toEqual({ received: at });
    }
  });
});

describe('carryJournals', () => {
  it('carries what waits, without a vault', async () => {
    await write();
    expect(await carryJournals(parts)).toEqual({ failed: false, waiting: true });
    await fileAll();
    expect(await carryJournals(parts)).toEqual({ failed: false, waiting: false });
    expect(await states()).toEqual({ filed: 1 });
    server.seen.length = 0;
    expect(await carryJournals(parts)).toEqual({ failed: false, waiting: false });
    expect(server.seen).toEqual([]);
  });

  it('says when it could not, so that it is tried again', async () => {
    await write();
    server.fault = () => Response.json({ error: 'x' }, { status: 401 });
    expect(await carryJournals(parts)).toEqual({ failed: true, waiting: false });
  });
});
