/** A store that is full, away or unsure: nothing is answered on it, and everything is filed once when it is well again. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Entry } from '../../src/lib/record/entry';
import { openCouchStore } from '../../src/lib/server/store/couchdb';
import type { Store } from '../../src/lib/server/store/store';
import { CouchStandIn, type CouchFault } from '../support/couch-stand-in';
import { failingStore } from '../support/failing-store';
import { entryOf, makeKeyPair, Office, PATIENT, type KeyPair, type Nurse } from '../support/office';
import { describeStores } from '../support/stores';

const FIRST_RETRY_MS = 10;
/** A busy machine takes its time. */
const PATIENCE = { timeout: 60_000 };
vi.setConfig({ testTimeout: 120_000 });

const notesOf = (nurse: Nurse, count: number): Entry[] =>
  Array.from({ length: count }, (_, i) => entryOf(nurse, { kind: 'note', text: `Note ${i}` }));

/** As many, a second apart, every fourth of them a correction of the first: those are filed by themselves, the others in threes. */
const mixedNotesOf = (nurse: Nurse, count: number): Entry[] => {
  const [first, ...rest] = notesOf(nurse, count);
  if (!first) return [];
  const correction = { targetType: 'DocumentReference', targetId: first.id, reason: 'Misspelt' } as const;
  const mixed = rest.map((entry, i) =>
    i % 4 === 2
      ? { ...entry, body: { kind: 'amendment' as const, text: `Correction ${i}`, ...correction } }
      : entry,
  );
  const began = Date.parse(first.writtenAt);
  return [first, ...mixed].map((entry, i) => ({
    ...entry,
    writtenAt: new Date(began + i * 1_000).toISOString(),
  }));
};

/** How often the record holds each of these notes. */
async function timesFiled(office: Office, entries: readonly Entry[]): Promise<number[]> {
  const { resources = [] } = (await office.record.read(PATIENT)) ?? {};
  return entries.map(({ id }) => resources.filter((resource) => resource.id === id).length);
}

const outcomesOf = (office: Office, nurse: Nurse, entries: readonly Entry[]) =>
  Promise.all(entries.map(async ({ id }) => (await office.answer(nurse, id))?.outcome));

/** What a device sends, through the journal's own route. */
async function upload(office: Office, nurse: Nurse, entries: readonly Entry[]): Promise<number> {
  const docs = await Promise.all(
    entries.map(async (entry, i) => {
      const ids = [i.toString(16).padStart(32, '0')];
      return {
        ...(await office.sealed(nurse, entry)),
        _rev: `1-${ids[0] ?? ''}`,
        _revisions: { start: 1, ids },
      };
    }),
  );
  const body = JSON.stringify({ docs, new_edits: false });
  const request = new Request('http://localhost/', { method: 'POST', body });
  return (await office.journals.answer({ userId: nurse.userId }, nurse.journal, '_bulk_docs', request))
    .status;
}

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describeStores('entries of one journal', (open) => {
  let store: Store;
  let keys: KeyPair;
  let office: Office;
  let ada: Nurse;

  beforeEach(async () => {
    store = await open();
    keys = await makeKeyPair();
    office = await Office.open(store, keys);
    await office.admitPatient();
    ada = await office.employ('ada');
  });
  afterEach(async () => {
    await office.close();
    await store.close();
  });

  it('are filed once by two app servers that file them at the same time', async () => {
    const entries = notesOf(ada, 12);
    for (const entry of entries) await office.put(ada, await office.sealed(ada, entry));
    const other = await Office.open(store, keys, { firstRetryMs: FIRST_RETRY_MS });
    for (const each of [office, other]) each.filing.notify(ada.journal);
    await Promise.all([office.filing.settled(), other.filing.settled()]);
    await vi.waitFor(async () => {
      expect(await outcomesOf(office, ada, entries)).toEqual(entries.map(() => 'filed'));
    }, PATIENCE);
    await other.close();
    expect(await timesFiled(office, entries)).toEqual(entries.map(() => 1));
  });

  it.each([0, 1, 2, 4, 9, 15])(
    'are filed once when the server ends at write %i of a batch, and another takes it up',
    async (afterWrites) => {
      const entries = mixedNotesOf(ada, 12);
      for (const entry of entries) await office.put(ada, await office.sealed(ada, entry));
      const dying = await Office.open(failingStore(store, { afterWrites, written: true }), keys);
      dying.filing.notify(ada.journal);
      await dying.filing.settled();
      await dying.close();
      const told = await outcomesOf(office, ada, entries);
      const times = await timesFiled(office, entries);
      expect(told.every((outcome, i) => outcome === undefined || times[i] === 1)).toBe(true);
      expect(told).toContain(undefined);

      const next = await Office.open(store, keys);
      await next.filing.takeUp();
      await next.filing.settled();
      await next.close();
      expect(await outcomesOf(office, ada, entries)).toEqual(entries.map(() => 'filed'));
      expect(await timesFiled(office, entries)).toEqual(entries.map(() => 1));
    },
  );
});

describe('a CouchDB', () => {
  let couch: CouchStandIn;
  let store: Store;
  let office: Office;
  let ada: Nurse;

  beforeEach(async () => {
    couch = await CouchStandIn.listen();
    store = openCouchStore(couch.address);
    office = await Office.open(store, await makeKeyPair(), { firstRetryMs: FIRST_RETRY_MS });
    await office.admitPatient();
    ada = await office.employ('ada');
  });
  afterEach(async () => {
    await office.close();
    await store.close();
    await couch.close();
  });

  const faults: [string, CouchFault][] = [
    ['that is full', () => 'disk full'],
    ['that can’t be reached', () => 'unreachable'],
    ['that answers 202', () => 'no quorum'],
  ];

  it.each(faults)('%s takes no upload as arrived; sent again, each entry is filed once', async (_, fault) => {
    const entries = notesOf(ada, 3);
    couch.fault = fault;
    expect(await upload(office, ada, entries)).toBe(500);
    couch.fault = undefined;
    expect(await upload(office, ada, entries)).toBe(201);
    await vi.waitFor(async () => {
      expect(await outcomesOf(office, ada, entries)).toEqual(entries.map(() => 'filed'));
    }, PATIENCE);
    expect(await timesFiled(office, entries)).toEqual([1, 1, 1]);
  });

  it.each(faults)(
    '%s while entries are filed leaves them unanswered; later each is filed once',
    async (_, fault) => {
      const entries = notesOf(ada, 3);
      for (const entry of entries) await office.put(ada, await office.sealed(ada, entry));
      couch.fault = (path, body) => (path.startsWith('/doorstep-record') ? fault(path, body) : undefined);
      office.filing.notify(ada.journal);
      await office.filing.settled();
      await new Promise((resolve) => setTimeout(resolve, 5 * FIRST_RETRY_MS));
      await office.filing.settled();
      expect(await outcomesOf(office, ada, entries)).toEqual(entries.map(() => undefined));
      couch.fault = undefined;
      await vi.waitFor(async () => {
        expect(await outcomesOf(office, ada, entries)).toEqual(entries.map(() => 'filed'));
      });
      expect(await timesFiled(office, entries)).toEqual([1, 1, 1]);
    },
  );

  it('that publishes a version with 202 is not believed when the version is read again', async () => {
    const [entry] = notesOf(ada, 1) as [Entry];
    await office.put(ada, await office.sealed(ada, entry));
    couch.fault = (_, body) => (body.includes(':!head') ? 'no quorum' : undefined);
    office.filing.notify(ada.journal);
    await vi.waitFor(async () => {
      expect(await timesFiled(office, [entry])).toEqual([1]);
    }, PATIENCE);
    await new Promise((resolve) => setTimeout(resolve, 10 * FIRST_RETRY_MS));
    await office.filing.settled();
    expect(await office.findReceipt(ada, entry.id)).toBeUndefined();
    couch.fault = undefined;
    await vi.waitFor(async () => {
      expect(await outcomesOf(office, ada, [entry])).toEqual(['filed']);
    }, PATIENCE);
    expect(await timesFiled(office, [entry])).toEqual([1]);
  });
});
