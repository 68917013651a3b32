import { beforeEach, describe, expect, it, vi } from 'vitest';
import { entryOf } from '../../../../tests/support/device/entries';
import { keyPair, testVault } from '../../../../tests/support/device/open-vault';
import { freshDisk, readWholeDisk } from '../../../../tests/support/device/world';
import type { EmergencySummary } from '../../record/emergency/emergency-summary';
import { importEnvelopeKey, sealEnvelope } from '../../record/emergency/envelope';
import type { EmergencyAnswer } from '../../record/emergency/wire';
import type { NewEntry, SaveOutcome } from '../api';
import type { OwnEntry } from '../journal/own-entry';
import { PackDb } from '../packs/pack-db';
import { BreakGlass, type BreakGlassParts } from './break-glass';
import { applyAnswer, EmergencyStore } from './emergency-store';
import { EmergencySync } from './emergency-sync';

const ID = 'p0000000000000000patient9';
const KEY = 'A'.repeat(43);
const NUMBER = { nhsNumber: '999 000 0018' };
const WHY = { patientId: ID, reason: 'urgent-care', words: 'Found on the floor by her son' } as const;
const START = Date.parse('2026-11-22T10:00:00.000Z');
const SUMMARY: EmergencySummary = {
  person: { patientId: ID, name: 'ASHDOWN, Margaret', birthDate: '1942-03-02', nhsNumber: '9990000018' },
  allergies: { kind: 'listed', lines: [{ title: 'Penicillin' }] },
  medicines: [],
  alerts: [],
  plan: [],
};

let store: EmergencyStore;
let answer: EmergencyAnswer;

beforeEach(async () => {
  await freshDisk();
  const vault = await testVault((await keyPair()).publicKey);
  store = new EmergencyStore(new PackDb(vault.userHash), vault);
  const identifiers = ['nhs 9990000018', 'born 1942-03-02 ashdown'];
  const envelope = await sealEnvelope(await importEnvelopeKey(KEY), {
    summary: SUMMARY,
    identifiers,
    version: '1',
  });
  answer = {
    asOf: '2026-11-22T08:00:00.000Z',
    key: KEY,
    envelopes: [envelope],
    gone: [],
    left: 0,
    state: 's1',
  };
});

/** A device whose journal is a list; `disk` says what becomes of a write. */
function device(change: Partial<BreakGlassParts> = {}, disk?: SaveOutcome) {
  const entries: OwnEntry[] = [];
  const clock = { now: START };
  const glass = new BreakGlass({
    store,
    writer: {
      save: ({ patientId, body }: NewEntry) => {
        if (disk) return Promise.resolve(disk);
        const entry = { ...entryOf(body, new Date(clock.now).toISOString()), patientId };
        entries.push({ entryId: entry.id, journal: 'j', doc: {}, hash: 'h', entry } as unknown as OwnEntry);
        return Promise.resolve({ kind: 'saved', entryId: entry.id });
      },
    },
    audit: { record: () => Promise.resolve('recorded') },
    entries: () => entries,
    ask: () => Promise.resolve({ kind: 'offline' }),
    isOnCaseload: () => false,
    leaseEnded: () => false,
    now: () => clock.now,
    ...change,
  });
  return { glass, entries, clock };
}

describe('breaking the glass after the lease has ended', () => {
  const closed = { store: { find: () => Promise.resolve(undefined) }, leaseEnded: () => true };

  it('says that nobody could be looked up, and not that nobody was found', async () => {
    const record = vi.fn(() => Promise.resolve('recorded' as const));
    const { glass } = device({ ...closed, audit: { record } });
    expect(await glass.find(NUMBER)).toEqual({ kind: 'lease-ended' });
    expect(record).toHaveBeenCalledWith({ kind: 'search', reason: 'beyond-caseload', count: 0 });
  });

  it('finds whom the server knows, and believes it when it knows nobody', async () => {
    const known = device({
      ...closed,
      ask: () => Promise.resolve({ kind: 'people', people: [SUMMARY.person] }),
    });
    expect(await known.glass.find(NUMBER)).toMatchObject({ kind: 'people', people: [{ patientId: ID }] });
    const unknown = device({ ...closed, ask: () => Promise.resolve({ kind: 'people', people: [] }) });
    expect(await unknown.glass.find(NUMBER)).toMatchObject({ kind: 'people', people: [], askedServer: true });
  });
});

describe('breaking the glass without a network', () => {
  it.each([NUMBER, { family: 'Ashdown', birthDate: '2 3 1942' }])(
    'finds by %j, and tells who it is',
    async (query) => {
      await store.save(applyAnswer(undefined, answer));
      const { glass } = device();
      expect(await glass.find(query)).toEqual({
        kind: 'people',
        people: [{ ...SUMMARY.person, onCaseload: false }],
        askedServer: false,
        asOf: answer.asOf,
      });
    },
  );

  it('finds nobody by less', async () => {
    await store.save(applyAnswer(undefined, answer));
    const { glass } = device();
    expect(await glass.find({ nhsNumber: '999000' })).toEqual({ kind: 'unclear' });
    expect(await glass.find({ family: 'Ash', birthDate: '2 3 1942' })).toMatchObject({ people: [] });
    expect(await glass.find({ family: 'Ashdown', birthDate: '1942' })).toEqual({ kind: 'unclear' });
  });

  it('opens for one hour, also after a restart', async () => {
    await store.save(applyAnswer(undefined, answer));
    const { glass, entries, clock } = device();
    expect(await glass.summary(ID)).toBeUndefined();
    await glass.find(NUMBER);
    expect((await glass.open(WHY)).kind).toBe('saved');
    expect(await glass.summary(ID)).toEqual({ summary: SUMMARY, asOf: answer.asOf });

    const restarted = device({ entries: () => entries, now: () => clock.now });
    clock.now = START + 59 * 60_000;
    expect(await restarted.glass.summary(ID)).toBeDefined();
    clock.now = START + 60 * 60_000;
    expect(restarted.glass.until(ID)).toBeUndefined();
    expect(await restarted.glass.summary(ID)).toBeUndefined();
  });

  it('opens nothing that is not recorded on the disk', async () => {
    await store.save(applyAnswer(undefined, answer));
    const { glass } = device({}, { kind: 'not-saved', reason: 'disk-full', words: 'Full' });
    await glass.find(NUMBER);
    expect((await glass.open(WHY)).kind).toBe('not-saved');
    expect(await glass.summary(ID)).toBeUndefined();
  });

  it('leaves on record that it was looked, and not for what', async () => {
    await store.save(applyAnswer(undefined, answer));
    const record = vi.fn(() => Promise.resolve('recorded' as const));
    const { glass } = device({ audit: { record } });
    await glass.find(NUMBER);
    await glass.find({ nhsNumber: '999 000 0026' });
    expect(record.mock.calls).toEqual([
      [{ kind: 'search', reason: 'beyond-caseload', patientId: ID, count: 1 }],
      [{ kind: 'search', reason: 'beyond-caseload', count: 0 }],
    ]);
  });

  it('opens nothing that the audit has not taken', async () => {
    await store.save(applyAnswer(undefined, answer));
    const { glass, entries } = device({ audit: { record: () => Promise.resolve('not-recorded') } });
    await glass.find(NUMBER);
    expect((await glass.open(WHY)).kind).toBe('not-saved');
    expect(entries).toEqual([]);
  });

  it('opens nobody who was not found exactly', async () => {
    await store.save(applyAnswer(undefined, answer));
    const { glass, entries } = device();
    expect((await glass.open(WHY)).kind).toBe('not-saved');
    expect(entries).toEqual([]);
  });

  it('closes when the server refuses', async () => {
    await store.save(applyAnswer(undefined, answer));
    const { glass, entries } = device();
    await glass.find(NUMBER);
    await glass.open(WHY);
    const [own] = entries;
    if (!own) throw new Error('no entry');
    Object.assign(own, {
      doc: { attempt: 1 },
      receipt: { outcome: 'refused', hash: 'h', at: '2026-11-22T10:01:00.000Z' },
    });
    expect(await glass.summary(ID)).toBeUndefined();
  });

  it('leaves nothing readable on the disk', async () => {
    await store.save(applyAnswer(undefined, answer));
    const disk = await readWholeDisk();
    for (const word of ['ASHDOWN', '9990000018', 'Penicillin', ID, KEY]) expect(disk).not.toContain(word);
  });
});

describe('with a network', () => {
  it('asks the server for somebody who is not on this device, and passes on that the role may not', async () => {
    const known = device({ ask: () => Promise.resolve({ kind: 'people', people: [SUMMARY.person] }) });
    expect(await known.glass.find(NUMBER)).toMatchObject({ people: [{ patientId: ID }], askedServer: true });
    const refused = device({ ask: () => Promise.resolve({ kind: 'not-allowed' }) });
    expect(await refused.glass.find(NUMBER)).toEqual({ kind: 'not-allowed' });
  });

  it('brings only what differs, once an hour', async () => {
    const asked: unknown[] = [];
    let now = 0;
    const server = {
      emergency: (request: unknown) => {
        asked.push(request);
        return Promise.resolve({ kind: 'emergency' as const, emergency: answer });
      },
    };
    const sync = new EmergencySync({ server, store, expect: () => Promise.resolve(), now: () => now });
    await sync.run();
    await sync.run();
    expect(asked).toEqual([{ have: [] }]);
    now = 61 * 60_000;
    answer = { ...answer, state: 's2', envelopes: [], gone: answer.envelopes.map(({ tag }) => tag) };
    await sync.run();
    expect(asked[1]).toMatchObject({ have: [{ version: '1' }], state: 's1' });
    expect((await store.find())?.envelopes).toEqual([]);
  });
});
