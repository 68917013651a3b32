import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { findPeople, importEnvelopeKey, openSummary } from '../../src/lib/record/emergency/envelope';
import { EmergencyAnswerSchema } from '../../src/lib/record/emergency/wire';
import { Access } from '../../src/lib/server/access/access';
import { Emergency } from '../../src/lib/server/emergency/emergency';
import type { Store } from '../../src/lib/server/store/store';
import { MARGARET } from '../support/entries';
import { makeKeyPair, NOW, Office, PATIENT } from '../support/office';
import { describeStores } from '../support/stores';
import * as v from 'valibot';

const THEIRS = `${PATIENT}9`;
const BY_NUMBER = 'nhs 9990000018';

describeStores('emergency summaries', (open) => {
  let store: Store;
  let office: Office;
  let emergency: Emergency;

  beforeEach(async () => {
    store = await open();
    office = await Office.open(store, await makeKeyPair());
    await office.admitPatient();
    await office.employ('ada');
    const { organisation, record } = office;
    await organisation.putTeam({ id: 't2', name: 'South', kind: 'team' });
    await organisation.addPatients('t2', [THEIRS]);
    await record.commit(THEIRS, () => [{ ...MARGARET, id: THEIRS }]);
    emergency = started();
  });
  afterEach(async () => {
    await office.close();
    await store.close();
  });

  const started = () =>
    new Emergency({
      access: new Access(office.organisation, () => NOW),
      organisation: office.organisation,
      record: office.record,
      secret: new TextEncoder().encode('secret'),
      now: () => NOW,
    });
  const commit = (...resources: Parameters<typeof change>[0]) =>
    office.record.commit(THEIRS, () => change(resources));
  const change = (resources: { resourceType: string; id: string }[]) => resources;

  it('are of patients on no list of the user’s, and open for whoever knows whom they look for', async () => {
    const answer = v.parse(EmergencyAnswerSchema, await emergency.answer('ada', { have: [] }));
    expect(answer).toMatchObject({ asOf: NOW.toISOString(), gone: [], left: 0 });
    expect(answer.envelopes).toHaveLength(1);
    const key = await importEnvelopeKey(answer.key);
    const [person] = await findPeople(key, answer.envelopes, BY_NUMBER);
    expect(person).toMatchObject({ patientId: THEIRS, name: 'ASHDOWN, Margaret Rose (Mrs)' });
    expect(await openSummary(key, answer.envelopes, THEIRS)).toMatchObject({ person });
    expect(await openSummary(key, answer.envelopes, PATIENT)).toBeUndefined();
    for (const word of [THEIRS, 'Ashdown', 'ASHDOWN', '9990000018']) {
      expect(JSON.stringify(answer)).not.toContain(word);
    }
  });

  it('come again only when they differ, and go when the patient joins one’s own list', async () => {
    const first = await emergency.answer('ada', { have: [] });
    const have = first.envelopes.map(({ tag, version }) => ({ tag, version }));
    const again = async () => {
      const { envelopes, gone, key } = await emergency.answer('ada', { have });
      expect(key).toBe(first.key);
      return [envelopes.length, gone];
    };
    expect(await again()).toEqual([0, []]);
    await commit({ resourceType: 'Observation', id: 'o1' });
    expect(await again()).toEqual([0, []]);
    await commit({ resourceType: 'AllergyIntolerance', id: 'a1' });
    expect(await again()).toEqual([1, []]);
    await office.organisation.addPatients('t1', [THEIRS]);
    expect(await again()).toEqual([0, have.map(({ tag }) => tag)]);
  });

  it('are not read again, also by a server that has just started, while no record behind them has changed', async () => {
    const { record } = office;
    const read = vi.spyOn(record, 'read');
    const first = await emergency.answer('ada', { have: [] });
    expect(read).toHaveBeenCalledTimes(1);
    const have = first.envelopes.map(({ tag, version }) => ({ tag, version }));
    const asked = { have, ...(first.state && { state: first.state }) };
    emergency = started();
    expect(await emergency.answer('ada', asked)).toMatchObject({
      envelopes: [],
      gone: [],
      state: first.state,
    });
    expect(read).toHaveBeenCalledTimes(1);
    await commit({ resourceType: 'AllergyIntolerance', id: 'a1' });
    const changed = await emergency.answer('ada', asked);
    expect(changed.envelopes).toHaveLength(1);
    expect(changed.state).not.toBe(first.state);
    // Rights that end change it too: nothing is left by a state that was true once.
    await office.organisation.addPatients('t1', [THEIRS]);
    expect((await emergency.answer('ada', asked)).gone).toHaveLength(1);
  });

  it('are read once for all who ask at once, and never as they were before what one of these knows', async () => {
    const { record } = office;
    const read = vi.spyOn(record, 'read');
    const ask = () => emergency.answer('ada', { have: [] });
    const many = await Promise.all([ask(), ask(), ask(), ask(), ask()]);
    expect(many.map(({ envelopes }) => envelopes.length)).toEqual([1, 1, 1, 1, 1]);
    expect(read).toHaveBeenCalledTimes(1);

    await commit({ resourceType: 'Observation', id: 'o1' });
    const plain = Object.getPrototypeOf(record) as typeof record;
    let goOn = () => {};
    const begun = new Promise<void>((begin) => {
      read.mockImplementationOnce(async (patientId) => {
        const before = await plain.read.call(record, patientId);
        const held = new Promise<void>((resolve) => (goOn = resolve));
        begin();
        await held;
        return before;
      });
    });
    const first = ask();
    await begun;
    const allergy = {
      resourceType: 'AllergyIntolerance',
      id: 'a1',
      code: { text: 'Latex' },
      patient: { reference: `Patient/${THEIRS}` },
    };
    await commit(allergy);
    const versions = vi.spyOn(record, 'versions');
    const second = ask();
    // Once for the state, once for the summaries: now it waits for the first.
    await vi.waitFor(() => {
      expect(versions).toHaveResolvedTimes(2);
    });
    goOn();
    await first;
    const { envelopes, key } = await second;
    const summary = await openSummary(await importEnvelopeKey(key), envelopes, THEIRS);
    expect(summary?.allergies).toMatchObject({ kind: 'listed', lines: [{ title: 'Latex' }] });
  });

  it('are nobody’s whose role may not break glass, and leave the device', async () => {
    const user = { id: 'ada', username: 'ada', name: 'Ada', teams: [{ id: 't1', name: 'North' }] };
    for (const role of ['healthcare-assistant', 'care-home', 'administrator', 'privacy-officer']) {
      await office.organisation.putUser({ ...user, role });
      const { envelopes, gone } = await emergency.answer('ada', { have: [{ tag: 'x', version: '1' }] });
      expect([role, envelopes, gone]).toEqual([role, [], ['x']]);
    }
  });
});
