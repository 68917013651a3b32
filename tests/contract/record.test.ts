import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { FhirResource } from '../../src/lib/record/fhir';
import type { EntryMark } from '../../src/lib/server/store/entry-mark';
import { RecordStore } from '../../src/lib/server/store/record';
import { CONFIDENTIALITY } from '../../src/lib/record/sensitivity';
import type { Store } from '../../src/lib/server/store/store';
import { describeStores } from '../support/stores';

const PATIENT = 'p0000000000000000000000';
const patient: FhirResource = { resourceType: 'Patient', id: 'a', name: [{ family: 'Test' }] };
const note = (id: string, text = 'x'): FhirResource => ({ resourceType: 'DocumentReference', id, text });
const mark = (entryId: string): EntryMark => ({
  entryId,
  outcome: 'filed',
  at: '2026-11-22T10:00:00.000Z',
  journal: 'j',
  content: 'c',
  detail: {},
});

const union = (list: unknown, item: string) => [
  ...new Set([...((list as string[] | undefined) ?? []), item]),
];

describeStores('record', (open) => {
  let store: Store;
  let record: RecordStore;

  beforeEach(async () => {
    store = await open();
    record = await RecordStore.open(store);
  });
  afterEach(async () => {
    record.close();
    await store.close();
  });

  it('holds nothing of a patient at first', async () => {
    expect(await record.head(PATIENT)).toBeUndefined();
    expect(await record.read(PATIENT)).toBeUndefined();
    expect(await record.versions([PATIENT])).toEqual(new Map());
  });

  it('reads back what was committed, field by field', async () => {
    const odd = { ...patient, _birthDate: { extension: [] }, meta: { source: 'é 🩺' } };
    const { version, changed } = await record.commit(PATIENT, () => [odd, note('n1')]);
    expect(changed).toBe(2);
    const snapshot = await record.read(PATIENT);
    expect(snapshot?.version).toBe(version);
    expect(snapshot?.resources).toEqual(expect.arrayContaining([odd, note('n1')]));
    expect(await record.head(PATIENT)).toEqual({ version });
  });

  it('writes only what differs, and keeps the version when nothing does', async () => {
    const first = await record.commit(PATIENT, () => [patient, note('n1')]);
    const sameInOtherOrder = {
      name: [{ family: 'Test' }],
      id: 'a',
      resourceType: 'Patient',
      gone: undefined,
    };
    expect(await record.commit(PATIENT, () => [sameInOtherOrder])).toEqual({
      version: first.version,
      changed: 0,
    });
    const second = await record.commit(PATIENT, () => [patient, note('n1'), note('n2')]);
    expect(second.changed).toBe(1);
    expect(second.version).not.toBe(first.version);
  });

  it('keeps the resources of two patients apart', async () => {
    const other = `${PATIENT}1`;
    await record.commit(PATIENT, () => [note('mine')]);
    await record.commit(other, () => [note('theirs')]);
    expect((await record.read(PATIENT))?.resources).toEqual([note('mine')]);
    expect((await record.read(other))?.resources).toEqual([note('theirs')]);
  });

  it('answers what changed since a version', async () => {
    const first = await record.commit(PATIENT, () => [patient, note('n1'), note('n2')]);
    const second = await record.commit(PATIENT, () => [note('n2', 'new'), note('n3')]);
    const third = await record.commit(PATIENT, () => [note('n4')]);
    const changed = [note('n2', 'new'), note('n3'), note('n4')];
    expect(await record.readSince(PATIENT, first.version)).toEqual({
      version: third.version,
      since: first.version,
      changed,
      resources: [note('n1'), ...changed, patient],
    });
    expect((await record.readSince(PATIENT, second.version))?.changed).toEqual([note('n4')]);
    expect((await record.readSince(PATIENT, third.version))?.changed).toEqual([]);
  });

  it('answers everything for a version that it does not know', async () => {
    const { version } = await record.commit(PATIENT, () => [patient]);
    for (const since of ['nonsense', '1.other-tag', '99.x', '']) {
      const answer = await record.readSince(PATIENT, since);
      expect(answer).toEqual({ version, changed: [patient], resources: [patient] });
    }
  });

  it('answers everything for a version too long ago', async () => {
    const { version } = await record.commit(PATIENT, () => [patient]);
    for (let i = 0; i < 16; i += 1) await record.commit(PATIENT, () => [note(`n${i}`)]);
    const answer = await record.readSince(PATIENT, version);
    expect(answer?.since).toBeUndefined();
    expect(answer?.changed).toHaveLength(17);
  });

  it('lets many commit to one patient at once, from several app servers, and loses none', async () => {
    const others = await Promise.all([RecordStore.open(store), RecordStore.open(store)]);
    const servers = [record, ...others];
    const commits = servers.flatMap((server, s) =>
      Array.from({ length: 8 }, (_, i) =>
        server.commit(PATIENT, (current) => [
          note(`n${s}-${i}`),
          { resourceType: 'Goal', id: 'all', notes: union(current.get('Goal/all')?.['notes'], `n${s}-${i}`) },
        ]),
      ),
    );
    const versions = (await Promise.all(commits)).map(({ version }) => version);
    expect(new Set(versions).size).toBe(24);
    const snapshot = await record.read(PATIENT);
    expect(snapshot?.resources).toHaveLength(25);
    expect(snapshot?.resources.find((r) => r.id === 'all')?.['notes']).toHaveLength(24);
    for (const other of others) other.close();
  });

  it('shows what a crashed commit left behind to everyone, also to those who hold the version published meanwhile', async () => {
    const first = await record.commit(PATIENT, () => [patient]);
    // A commit by another app server that ended after its documents and before the head.
    const database = await store.open('record');
    await database.put({
      _id: `${PATIENT}:DocumentReference:lost`,
      n: 2,
      tag: 'zzz',
      resource: note('lost'),
    });
    const second = await record.commit(PATIENT, () => [note('n1')]);
    expect((await record.readSince(PATIENT, first.version))?.changed).toHaveLength(2);
    expect((await record.readSince(PATIENT, second.version))?.changed).toEqual([note('lost')]);
    // Its caller tries again: the same content, and this time it is published.
    const third = await record.commit(PATIENT, () => [note('lost')]);
    expect(third.changed).toBe(1);
    expect((await record.readSince(PATIENT, third.version))?.changed).toEqual([]);
    expect((await record.readSince(PATIENT, second.version))?.changed).toEqual([note('lost')]);
  });

  it('commits a part with the marks of entries, reading only what is named', async () => {
    await record.commit(PATIENT, () => [patient, note('n1')]);
    const change = vi.fn(() => ({ resources: [note('n2')], marks: [mark('e1')] }));
    const part = { resources: ['DocumentReference/n1', 'DocumentReference/n2'], entries: ['e1'] };
    const { version } = await record.commitPart(PATIENT, part, change);
    expect(change).toHaveBeenCalledWith({
      resources: new Map([['DocumentReference/n1', note('n1')]]),
      marks: new Map(),
    });
    await record.commitPart(PATIENT, part, change);
    expect(change).toHaveBeenLastCalledWith({
      resources: new Map([
        ['DocumentReference/n1', note('n1')],
        ['DocumentReference/n2', note('n2')],
      ]),
      marks: new Map([['e1', { mark: mark('e1'), version, published: true }]]),
    });
    expect(await record.marks(PATIENT)).toEqual([{ mark: mark('e1'), version }]);
    expect((await record.read(PATIENT))?.resources).toHaveLength(3);
  });

  it('names versions only of patients whose Patient it holds, and keeps them right', async () => {
    const orphan = `${PATIENT}2`;
    await record.commit(orphan, () => [note('n1')]);
    const plain = { restricted: false, mayHoldSealed: false };
    const { version } = await record.commit(PATIENT, () => [patient]);
    expect(await record.versions([PATIENT, orphan, 'p-nobody'])).toEqual(
      new Map([[PATIENT, { version, ...plain }]]),
    );
    const next = await record.commit(PATIENT, () => [note('n1')]);
    expect(await record.versions([PATIENT])).toEqual(
      new Map([[PATIENT, { version: next.version, ...plain }]]),
    );
    const known = await record.commit(orphan, () => [patient]);
    expect(await record.versions([orphan])).toEqual(
      new Map([[orphan, { version: known.version, ...plain }]]),
    );
  });

  it('says which patients are restricted, until they are no longer', async () => {
    const security = [{ system: CONFIDENTIALITY, code: 'R' }];
    const restricted = async () => (await record.versions([PATIENT])).get(PATIENT)?.restricted;
    await record.commit(PATIENT, () => [{ ...patient, meta: { security } }]);
    expect(await restricted()).toBe(true);
    await record.commit(PATIENT, () => [note('n1')]);
    expect(await restricted()).toBe(true);
    const another = await RecordStore.open(store);
    expect((await another.versions([PATIENT])).get(PATIENT)?.restricted).toBe(true);
    another.close();
    await record.commit(PATIENT, () => [patient]);
    expect(await restricted()).toBe(false);
  });

  it('tells of each commit that changed something', async () => {
    const heard: string[] = [];
    const stop = record.onCommit((patientId) => heard.push(patientId));
    await record.commit(PATIENT, () => [patient]);
    await record.commit(PATIENT, () => [patient]);
    stop();
    await record.commit(PATIENT, () => [note('n1')]);
    expect(new Set(heard)).toEqual(new Set([PATIENT]));
    if (store.kind === 'embedded') expect(heard).toHaveLength(1);
  });
});
