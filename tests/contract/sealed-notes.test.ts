import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CONFIDENTIALITY, sealedLabels } from '../../src/lib/record/sensitivity';
import { Access } from '../../src/lib/server/access/access';
import { PackCache } from '../../src/lib/server/caseload/pack-cache';
import { packLines } from '../../src/lib/server/caseload/packs';
import { SealedNotes } from '../../src/lib/server/sealed/sealed-notes';
import { RecordStore } from '../../src/lib/server/store/record';
import type { Database, Store } from '../../src/lib/server/store/store';
import { makeKeyPair, NOW, Office, PATIENT } from '../support/office';
import { openTestStore } from '../support/stores';

const NOTE = {
  resourceType: 'DocumentReference',
  id: 'n1',
  description: 'Afraid of the wombat',
  meta: { security: sealedLabels('safeguarding') },
};
const TEAM = { id: 't1', name: 'North' };

let store: Store;
let office: Office;
let access: Access;
let sealedNotes: SealedNotes;

beforeEach(async () => {
  store = await openTestStore();
  office = await Office.open(store, await makeKeyPair());
  await office.admitPatient();
  const { organisation, record } = office;
  access = new Access(organisation, () => NOW);
  sealedNotes = new SealedNotes({ access, record });
  await record.commit(PATIENT, () => [NOTE]);
});
afterEach(async () => {
  await office.close();
  await store.close();
});

const employ = (role: string, teams = [TEAM]) =>
  office.organisation.putUser({ id: 'ada', username: 'ada', name: 'Ada', role, teams });

async function pack(): Promise<string> {
  const seen = await access.readable('ada');
  const viewOf = (patientId: string) => seen.get(patientId)?.view;
  const parts = { record: office.record, cache: new PackCache(), viewOf, now: () => NOW };
  const lines = packLines([{ patientId: PATIENT }], parts);
  let text = '';
  for await (const line of lines) text += line;
  return text;
}

it('of a restricted patient come without where that is', async () => {
  await employ('community-nurse');
  const refuge = { ...NOTE, resourceType: 'Encounter', location: [{ location: { display: 'Hazel House' } }] };
  const security = [{ system: CONFIDENTIALITY, code: 'R' }];
  await office.record.commit(PATIENT, () => [
    refuge,
    { resourceType: 'Patient', id: 'a', meta: { security } },
  ]);
  const answer = await sealedNotes.answer('ada', { have: [] });
  expect(JSON.stringify(answer)).toContain('wombat');
  expect(JSON.stringify(answer)).not.toContain('Hazel House');
});

it('go to those who may read them, by their own way and in no pack', async () => {
  await employ('community-nurse');
  const { sets, gone } = await sealedNotes.answer('ada', { have: [] });
  expect(sets).toMatchObject([{ patientId: PATIENT, notes: [NOTE] }]);
  expect(gone).toEqual([]);
  expect(await pack()).not.toContain('wombat');
  const have = sets.map(({ patientId, version }) => ({ patientId, version }));
  expect(await sealedNotes.answer('ada', { have })).toEqual({ sets: [], gone: [] });
});

it.each(['healthcare-assistant', 'care-home', 'privacy-officer', 'administrator'])(
  'never go to the role %s, and leave its device',
  async (role) => {
    await employ(role);
    const have = [{ patientId: PATIENT, version: '1' }];
    expect(await sealedNotes.answer('ada', { have })).toEqual({ sets: [], gone: [PATIENT] });
    expect(await pack()).not.toContain('wombat');
  },
);

it('do not open by broken glass', async () => {
  await employ('community-nurse', []);
  await office.organisation.putReason({
    id: 'r1',
    userId: 'ada',
    patientId: PATIENT,
    kind: 'break-glass',
    from: '2026-11-22T09:30:00.000Z',
    until: '2026-11-22T10:30:00.000Z',
    why: 'Urgent',
  });
  expect((await access.readable('ada')).has(PATIENT)).toBe(true);
  expect(await sealedNotes.answer('ada', { have: [] })).toEqual({ sets: [], gone: [] });
});

it('read no record that never held one, and every record of which that is not known', async () => {
  await employ('community-nurse');
  const { organisation, record } = office;
  await organisation.addPatients(TEAM.id, ['plain', 'old']);
  for (const patientId of ['plain', 'old']) {
    await record.commit(patientId, () => [{ resourceType: 'Patient', id: patientId }]);
  }
  await record.commit('old', () => [{ ...NOTE, id: 'n2' }]);
  // As an app from before it was written down has left it.
  const database = await store.open('record');
  const { sealed, ...head } = await database.get<{ sealed?: boolean }>('old:!head');
  expect(sealed).toBe(true);
  await database.put(head);

  const reopened = await RecordStore.open(store);
  const read = vi.spyOn(reopened, 'read');
  const { sets } = await new SealedNotes({ access, record: reopened }).answer('ada', { have: [] });
  expect(sets.map(({ patientId }) => patientId).sort()).toEqual([PATIENT, 'old'].sort());
  expect(read.mock.calls.flat().sort()).toEqual([PATIENT, 'old'].sort());
  reopened.close();
});

it.each([
  { what: 'a record that holds none yet', first: true },
  { what: 'a record that holds nothing yet', first: false },
])(
  'are looked for in $what, and whose commit of one was cut short, whatever was committed since',
  async ({ first }) => {
    await employ('community-nurse');
    const { organisation, record } = office;
    await organisation.addPatients(TEAM.id, ['cut']);
    const patient = { resourceType: 'Patient', id: 'cut' };
    if (first) await record.commit('cut', () => [patient]);
    const cut = await RecordStore.open({
      ...store,
      open: async () => endingAfterNote(await store.open('record')) as never,
    });
    await expect(cut.commit('cut', () => [{ ...NOTE, id: 'n3' }])).rejects.toThrow('ended');
    cut.close();
    for (let n = 0; n < 20; n += 1) {
      await record.commit('cut', () => [{ ...patient, language: `${n}` }]);
    }
    const { sets } = await sealedNotes.answer('ada', { have: [] });
    expect(sets.find(({ patientId }) => patientId === 'cut')?.notes).toMatchObject([{ id: 'n3' }]);
  },
);

/** The server ends before the head says that the note is there. */
function endingAfterNote(database: Database): Database {
  let isThere = false;
  return Object.assign(Object.create(database) as Database, {
    bulkDocs: (docs: { _id: string }[]) => {
      if (isThere) return Promise.reject(new Error('ended'));
      isThere = docs.some(({ _id }) => _id.includes('DocumentReference'));
      return database.bulkDocs(docs);
    },
  });
}
