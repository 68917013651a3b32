/** 200 seeded damages of what stands on the disk, all noticed: none may pass for "nothing was ever here", and what can come back comes back. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { damageDisk, DAMAGES, deleteRow } from '../support/device/damage';
import { receiptFor } from '../support/device/entries';
import { FakeJournals } from '../support/device/fake-journals';
import { FakeServer } from '../support/device/fake-server';
import { keyPair, testVault } from '../support/device/open-vault';
import { patientIdOf } from '../support/device/packs';
import {
  FakeLocks,
  freshDisk,
  MemoryPlace,
  MemoryWitness,
  witnessesAt,
  withoutRoomForJournals,
} from '../support/device/world';
import { Disk } from '../faults/simulator/disk';
import { openTestStore } from '../support/stores';
import { journalName } from '../../src/lib/record/ids';
import type { EntryDoc } from '../../src/lib/record/journal-docs';
import { Random } from '../../src/lib/server/demo/random';
import { Leases } from '../../src/lib/server/lease/leases';
import type { Store } from '../../src/lib/server/store/store';
import { AuditStore } from '../../src/lib/device/audit/audit-store';
import { DeviceEvents } from '../../src/lib/device/device-events';
import { Enrolments } from '../../src/lib/device/enrolments';
import { JournalDatabases } from '../../src/lib/device/journal/journal-db';
import { JournalRegistry } from '../../src/lib/device/journal/registry';
import { outboxItemOf, stateOfOwn } from '../../src/lib/device/journal/own-entry';
import { OpenDevice } from '../../src/lib/device/open-device';
import { ServerClient } from '../../src/lib/device/sync/server-client';
import type { OpenVault } from '../../src/lib/device/vault/open-vault';
import type { Vault } from '../../src/lib/device/vault/vault';
import { VaultCopies } from '../../src/lib/device/vault/vault-copies';
import type { VaultRow } from '../../src/lib/device/vault/vault-row';
import { VaultStore } from '../../src/lib/device/vault/vault-store';

const ROUNDS = 40;
/** Fewer of what can be had from the rest again. */
const NOTES_ROUNDS = 4;
const offline = () => Promise.reject(new TypeError('no signal'));

/** In every second case the copies outside IndexedDB are gone with it. */
const losesCopies = (n: number) => n % 2 === 1;

const isPackDb = (database: string) => /^doorstep-[0-9a-f]{32}$/.test(database);
const isJournal = (database: string) => database.startsWith('_pouch_');
/** Where a journal's entries and receipts stand. */
const isContent = (store: string) => store === 'document-store' || store === 'by-sequence';

const PARTS = {
  /** Packs, cards, the caseload, drafts; what was written and what it was answered. */
  'what matters': (database: string, store: string) =>
    isPackDb(database) || (isJournal(database) && isContent(store)),
  /** The list of journals, PouchDB's counts and its checkpoints. */
  'what can be had from the rest': (database: string, store: string) =>
    database === 'doorstep-journals' || (isJournal(database) && /^(?:meta|local)-store$/.test(store)),
};
type Part = keyof typeof PARTS;

const casesOf = (part: Part, rounds: number) =>
  DAMAGES.filter((damage) => part === 'what matters' || damage !== 'database').flatMap((damage) =>
    Array.from({ length: rounds }, (_, n) => [damage, part, n] as const),
  );
const CASES = [...casesOf('what matters', ROUNDS), ...casesOf('what can be had from the rest', NOTES_ROUNDS)];

let store: Store;
let leases: Leases;
let vault: OpenVault;
let place: MemoryPlace;
let witness: MemoryWitness;
let server: FakeServer;
let journals: FakeJournals;
let entryIds: string[];

beforeAll(async () => {
  store = await openTestStore();
  const keys = { secret: (of: string) => Buffer.from(of.padEnd(32).slice(0, 32)) };
  leases = await Leases.open({ store, keys, hours: 72, now: () => new Date() });
});
afterAll(() => store.close());

/** Three patients; two entries filed, one with the server, one only here; a draft. */
async function aDaysWork(): Promise<void> {
  await freshDisk();
  const key = { ...(await keyPair()).publicKey, signs: leases.signer };
  vault = await testVault(key);
  place = new MemoryPlace();
  witness = new MemoryWitness();
  server = new FakeServer(key);
  server.leases = leases;
  server.journalBase = vault.journalBase;
  server.asOf = new Date().toISOString();
  server.serve([1, '1.a'], [2, '1.a'], [3, '1.a']);
  journals = new FakeJournals();
  const { device, end } = await open();
  entryIds = [];
  const save = async (text: string) => {
    const saved = await device.writer.save({ patientId: patientIdOf(1), body: { kind: 'note', text } });
    if (saved.kind !== 'saved') throw new Error(saved.kind);
    entryIds.push(saved.entryId);
  };
  await save('first');
  await save('second');
  await device.sync.run();
  await fileAll();
  await device.sync.run();
  await save('third');
  await device.sync.run();
  goOffline();
  await save('fourth');
  await device.drafts.save('visit:1', 'half a sentence');
  await end();
}

function goOffline(): void {
  server.fault = offline;
  journals.fault = offline;
}

function goOnline(): void {
  server.fault = undefined;
  journals.fault = undefined;
}

/** What `EntryCopies` keeps. */
const copiesLeft = () => [...place.values.keys()].filter((key) => key.startsWith('copies/'));

function dropCopies(): void {
  for (const key of copiesLeft()) place.values.delete(key);
}

async function fileAll(): Promise<void> {
  const there = journals.journal(journalName(vault.journalBase, new Date()));
  const { rows } = await there.allDocs<EntryDoc>({
    include_docs: true,
    startkey: 'entry:',
    endkey: 'entry:~',
  });
  for (const { doc } of rows) {
    if (!doc) continue;
    const receipt = await receiptFor(doc);
    const known = await there.allDocs({ keys: [receipt._id] });
    if (known.rows.every((row) => 'error' in row)) await there.put(receipt);
  }
}

/** What a tab finds after unlocking, as far as it says so. */
async function open() {
  const [registry, databases, audits] = [new JournalRegistry(), new JournalDatabases(), new AuditStore()];
  const enrolments = new Enrolments(place);
  const locks = new FakeLocks().manager;
  const device = await OpenDevice.open(
    vault,
    {
      server: new ServerClient(server.fetch),
      vaults: { update: () => Promise.resolve() } as unknown as Vault,
      ...witnessesAt(place, locks),
      ...{ enrolments, registry, databases, locks, audits, witness },
      events: new DeviceEvents(),
      storage: { estimate: () => Promise.resolve({}), persisted: () => Promise.resolve(true) },
      reserve: {
        ensure: () => Promise.resolve(),
        release: () => Promise.resolve(),
        missing: () => Promise.resolve(0),
      },
      journalsAddress: journals.address,
      ask: journals.fetch,
      now: () => Date.now(),
      appVersion: '0.1.0',
    },
    { tell: () => undefined, onLost: () => undefined, onSignedOut: () => undefined },
  );
  const end = async () => {
    await device.close();
    registry.close();
    audits.close();
    enrolments.close();
  };
  return { device, end };
}

/** All that a person could look at, as text: what is sent may be said to be not sent yet, but nothing else may differ. */
async function seenOn(device: OpenDevice): Promise<string> {
  const charts = await Promise.all([1, 2, 3].map((n) => device.reader.chart(patientIdOf(n))));
  const outbox = [...device.journal.entries.values()]
    .map((own) => outboxItemOf(own, (patientId) => device.nameOf(patientId)))
    .map(({ summary, state }) => `${summary} ${state === 'received' ? 'on-device' : state}`)
    .sort();
  const facts = charts.map((outcome) =>
    outcome.kind === 'chart' ? outcome.chart.timeline.length : outcome.kind,
  );
  const names = device.reader.caseload().cards.map(({ name }) => name);
  return JSON.stringify([names, facts, outbox, await device.drafts.find('visit:1')]);
}

const openable = (device: OpenDevice) =>
  [...device.journal.entries.values()].flatMap(({ entryId, entry }) => (entry ? [entryId] : []));

describe('damage while the tablet lay in its bag', () => {
  let end: (() => Promise<void>) | undefined;
  beforeEach(aDaysWork);
  afterEach(async () => {
    await end?.();
    end = undefined;
  });

  it.each(CASES)(
    '%s, %s, case %i: is noticed at start, where it matters; is named, and put right as far as can be',
    async (damage, part, n) => {
      const whole = await open();
      const before = await seenOn(whole.device);
      expect(whole.device.status.state.warnings).toEqual([]);
      await whole.end();
      const random = new Random(`${damage} ${n}`);
      const what = await damageDisk(random, damage, PARTS[part]);
      if (losesCopies(n)) dropCopies();

      const opened = await open();
      end = opened.end;
      const { device } = opened;
      await device.check();
      const { warnings } = device.status.state;
      const after = await seenOn(device);
      if (part === 'what matters') expect(warnings, `nothing is said of: ${what}`).not.toEqual([]);
      if (warnings.length === 0) expect(after, `nothing is said of: ${what}`).toBe(before);
      const { cards, damaged } = device.reader.caseload();
      expect(cards.length > 0 || damaged === true || warnings.length > 0, `an empty list: ${what}`).toBe(
        true,
      );
      // Whatever happened, what is written now is safe.
      const saved = await device.writer.save({
        patientId: patientIdOf(1),
        body: { kind: 'note', text: 'fifth' },
      });
      if (saved.kind !== 'saved') throw new Error(`${saved.kind} after ${what}`);

      goOnline();
      for (let round = 0; round < 3; round += 1) await device.sync.run();
      expect(device.reader.caseload().cards, `packs after ${what}`).toHaveLength(3);
      const losses = await witnessesAt(place).losses.findAll(vault.userHash);
      const lost = losses.flatMap(({ entries }) => entries.map(({ entryId }) => entryId));
      const kept = openable(device).filter((id) => !lost.includes(id));
      expect([...kept, ...lost].sort(), `entries after ${what}`).toEqual([...entryIds, saved.entryId].sort());
      // Only what the server never had, and nothing else has, can be lost; and the server is told of it.
      const elsewhere = losesCopies(n) ? entryIds.slice(0, 3) : entryIds;
      expect(
        elsewhere.filter((id) => lost.includes(id)),
        `lost needlessly: ${what}`,
      ).toEqual([]);
      expect(server.contacts.flatMap((report) => report.losses)).toEqual(losses);
      const left = device.status.state.warnings.filter((code) => code !== 'draft-lost');
      expect(left, `still warned of after ${what}`).toEqual([]);
    },
  );
});

describe('what comes beside the packs', () => {
  beforeEach(aDaysWork);

  it.each(['sealed-notes', 'sealed-key', 'emergency'])(
    'is missed when it is gone (%s), and comes again',
    async (row) => {
      const { device, end } = await open();
      await device.check();
      expect(device.status.state.warnings).toEqual([]);
      const database = (await indexedDB.databases()).find(({ name = '' }) => isPackDb(name))?.name ?? '';
      await deleteRow(database, 'meta', row);
      await device.check();
      expect(device.status.state.warnings).toEqual(['pack-damaged']);
      goOnline();
      for (let round = 0; round < 2; round += 1) await device.sync.run();
      expect(device.status.state.warnings).toEqual([]);
      await end();
      const again = await open();
      await again.device.check();
      expect(again.device.status.state.warnings).toEqual([]);
      await again.end();
    },
  );
});

describe('a browser that may lose all of its databases', () => {
  beforeEach(aDaysWork);

  it('shows what was not filed from its second place, carries it to the server, and has it filed', async () => {
    expect(copiesLeft()).toHaveLength(2);
    await freshDisk();
    const { device, end } = await open();
    const outbox = () =>
      new Map([...device.journal.entries.values()].map((own) => [own.entryId, stateOfOwn(own)]));
    expect(device.status.state.warnings).toContain('journal-damaged');
    expect([...outbox()].sort()).toEqual(
      entryIds
        .slice(2)
        .map((id) => [id, 'on-device'])
        .sort(),
    );

    goOnline();
    await device.sync.run();
    await fileAll();
    for (let round = 0; round < 2; round += 1) await device.sync.run();
    expect([...outbox()].sort()).toEqual(entryIds.map((id) => [id, 'filed']).sort());
    expect(await witnessesAt(place).losses.findAll(vault.userHash)).toEqual([]);
    expect(copiesLeft()).toEqual([]);
    expect(device.status.state.warnings).not.toContain('journal-damaged');
    await end();
  });

  it('has a second place again for what had none: from before there was one, or saved on a full disk', async () => {
    const before = copiesLeft();
    dropCopies();
    const { device, end } = await open();
    await device.check();
    expect(copiesLeft().sort()).toEqual(before.sort());
    await end();
  });

  it('names what was not filed when that is gone too', async () => {
    dropCopies();
    await freshDisk();
    const { device, end } = await open();
    goOnline();
    for (let round = 0; round < 2; round += 1) await device.sync.run();
    const losses = await witnessesAt(place).losses.findAll(vault.userHash);
    expect(losses.map(({ entries }) => entries.map(({ entryId }) => entryId))).toEqual([[entryIds[3]]]);
    expect(server.contacts.flatMap((report) => report.losses)).toEqual(losses);
    await end();
  });
});

describe('a disk that is full', () => {
  const disk = new Disk(() => true);
  beforeEach(aDaysWork);
  afterEach(() => {
    disk.full = false;
  });
  afterAll(() => {
    Disk.forgetAll();
  });
  const statesIn = (device: OpenDevice) =>
    entryIds.map((id) => {
      const own = device.journal.entries.get(id);
      return own && stateOfOwn(own);
    });
  const entriesThere = async () => {
    const there = journals.journal(journalName(vault.journalBase, new Date()));
    return (await there.allDocs({ startkey: 'entry:', endkey: 'entry:~' })).rows.length;
  };

  it('is said to be full, not damaged: what was written is shown and goes up, nothing is fetched anew, and all goes on with room', async () => {
    const deleted = vi.spyOn(indexedDB, 'deleteDatabase');
    disk.full = true;
    const { device, end } = await open();
    expect(device.status.state.warnings).toEqual(['disk-full']);
    expect(statesIn(device)).toEqual(['filed', 'filed', 'received', 'on-device']);
    const more = { patientId: patientIdOf(1), body: { kind: 'note' as const, text: 'no room for it' } };
    expect(await device.writer.save(more)).toMatchObject({ kind: 'not-saved', reason: 'disk-full' });

    goOnline();
    // Fuller still: nothing of a journal can be read any more, but for the copies of what has no answer.
    const makeRoom = withoutRoomForJournals();
    await device.sync.run();
    makeRoom();
    expect(device.status.state.warnings).toEqual(['disk-full']);
    expect(statesIn(device)).toEqual(['filed', 'filed', 'received', 'on-device']);
    expect(await entriesThere()).toBe(4);
    await device.sync.run();
    expect(device.status.state.warnings).toEqual(['disk-full']);

    disk.full = false;
    for (let round = 0; round < 2; round += 1) await device.sync.run();
    await fileAll();
    await device.sync.run();
    expect(device.status.state.warnings).toEqual([]);
    expect(statesIn(device)).toEqual(['filed', 'filed', 'filed', 'filed']);
    expect(deleted).not.toHaveBeenCalled();
    await end();
  });
});

describe('a vault’s row', () => {
  const row: VaultRow = {
    userHash: 'ab12',
    format: 1,
    user: { id: 'nurse', name: 'Amara Okafor', role: 'community-nurse', teams: [] },
    demo: true,
    deviceId: 'd1',
    journalBase: 'j1',
    serverKey: { kid: 'k', kty: 'EC', crv: 'P-256', x: 'x', y: 'y' },
    kdf: { algorithm: 'argon2id', memoryKiB: 65_536, iterations: 3, parallelism: 1, salt: 'c2FsdA' },
    keys: {
      dataKey: { iv: 'aXY', bytes: 'Ynl0ZXM' },
      privateKey: { iv: 'aXY', bytes: 'Ynl0ZXM' },
      publicKey: { kid: 'v', kty: 'EC', crv: 'P-256', x: 'x', y: 'y' },
    },
    tries: { wrong: 0, notBefore: 0 },
    clockOffsetMs: 0,
  };

  it.each(Array.from({ length: 40 }, (_, n) => n))(
    'is not taken for whole when it is not, and comes back from its copy where there is one: case %i',
    async (n) => {
      await freshDisk();
      const copies = new VaultCopies(new MemoryPlace());
      const store = new VaultStore(copies);
      await store.save(row);
      const whole = await store.find(row.userHash);
      expect(whole.kind).toBe('vault');
      const random = new Random(`vault ${n}`);
      await damageDisk(random, n % 2 === 0 ? 'flip' : 'cut', (name) => name === 'doorstep-vaults');
      if (n % 4 < 2) {
        expect(await store.find(row.userHash)).toEqual(whole);
        expect((await store.findAll()).rows).toHaveLength(1);
        await copies.clear();
        expect(await store.find(row.userHash)).toEqual(whole);
      } else {
        await copies.clear();
        expect((await store.findAll()).rows).toEqual([]);
        expect(await store.find(row.userHash)).not.toHaveProperty('row');
      }
      store.close();
    },
  );
});
