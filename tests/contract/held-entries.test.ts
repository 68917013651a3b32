import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Access } from '../../src/lib/server/access/access';
import { heldEntriesFor, settleEntry } from '../../src/lib/server/filing/held-entries';
import type { Store } from '../../src/lib/server/store/store';
import { administer, type AdminParts } from '../../src/lib/server/admin/administration';
import { entryOf, makeKeyPair, NOW, Office, PATIENT, type Nurse } from '../support/office';
import { describeStores } from '../support/stores';

const north = { id: 't1', name: 'North' };

describeStores('held entries', (open) => {
  let store: Store;
  let office: Office;
  let ada: Nurse;
  let access: Access;

  beforeEach(async () => {
    store = await open();
    office = await Office.open(store, await makeKeyPair());
    access = new Access(office.organisation, () => NOW);
    await office.admitPatient();
    ada = await office.employ('ada');
    const users = [
      ['lead', 'team-lead', [north]],
      ['elsewhere', 'team-lead', [{ id: 't2', name: 'South' }]],
      ['privacy', 'privacy-officer', []],
      ['ben', 'community-nurse', [north]],
    ] as const;
    for (const [id, role, teams] of users) {
      await office.organisation.putUser({ id, username: id, name: id, role, teams: [...teams] });
    }
    await office.organisation.removePatients('t1', [PATIENT], '2026-11-22T08:00:00.000Z');
  });
  afterEach(async () => {
    await office.close();
    await store.close();
  });

  const parts = () => {
    const { organisation, quarantine, filing } = office;
    return { organisation, quarantine, filing, access, now: NOW };
  };
  const heldFor = async (userId: string) =>
    (await heldEntriesFor(userId, parts())).map(({ entryId }) => entryId);
  const settle = (userId: string, entryId: string, decision: 'accept' | 'reject') =>
    settleEntry(userId, { journal: ada.journal, entryId, decision, reason: 'Looked into' }, parts());
  const settled = { kind: 'settled', authorId: 'ada', patientId: PATIENT };
  const deliver = async () => {
    const entry = entryOf(ada, { kind: 'note', text: 'Written after they had left' });
    await office.deliver(ada, entry);
    expect((await office.answer(ada, entry.id))?.detail.refusal).toBe('no-access');
    return entry.id;
  };
  const filed = async (id: string) =>
    (await office.record.read(PATIENT))?.resources.some((resource) => resource.id === id);

  it('are shown to the author’s team lead and to the privacy officer only', async () => {
    const id = await deliver();
    for (const userId of ['lead', 'privacy']) expect(await heldFor(userId)).toEqual([id]);
    for (const userId of ['elsewhere', 'ben', 'ada', 'stranger']) {
      expect(await heldFor(userId)).toEqual([]);
      expect(await settle(userId, id, 'accept')).toEqual({ kind: 'unknown' });
    }
    expect(await filed(id)).toBe(false);
  });

  it('say whether the author had the patient, and until when', async () => {
    const standing = async () => {
      const [held] = await heldEntriesFor('lead', parts());
      return [held?.onCaseload, held?.onCaseloadUntil];
    };
    await deliver();
    expect(await standing()).toEqual(['before', '2026-11-22T08:00:00.000Z']);
    await office.organisation.addPatients('t1', [PATIENT], { from: '2026-11-22T09:30:00.000Z' });
    expect(await standing()).toEqual(['now', undefined]);
  });

  it('go into the record when accepted, and the author hears of it', async () => {
    const id = await deliver();
    expect(await settle('lead', id, 'accept')).toEqual(settled);
    expect(await filed(id)).toBe(true);
    expect((await office.answer(ada, id))?.outcome).toBe('filed');
    expect(await heldFor('lead')).toEqual([]);
    expect(await settle('lead', id, 'reject')).toEqual({ kind: 'unknown' });
  });

  it('stay out when rejected, with a receipt that says so, also when sent again', async () => {
    const id = await deliver();
    expect(await settle('privacy', id, 'reject')).toEqual(settled);
    expect(await filed(id)).toBe(false);
    expect((await office.answer(ada, id))?.detail.refusal).toBe('rejected');
    expect(await heldFor('privacy')).toEqual([]);
  });

  it('stay out when rejected, though the author was given the patient again from before', async () => {
    const id = await deliver();
    await office.organisation.putReason({
      id: 'late',
      userId: ada.userId,
      patientId: PATIENT,
      kind: 'cover',
      from: '2026-11-22T00:00:00.000Z',
      until: '2026-11-23T00:00:00.000Z',
      why: 'Entered late',
    });
    expect(await settle('lead', id, 'reject')).toEqual(settled);
    expect(await filed(id)).toBe(false);
    expect((await office.answer(ada, id))?.detail.refusal).toBe('rejected');
  });

  describe('of somebody who has changed teams', () => {
    const CHANGED = new Date('2026-11-22T09:30:00.000Z');
    const changeTeams = async (user: string, role: 'team-lead' | 'community-nurse') => {
      const { organisation } = office;
      const audit = { record: () => Promise.resolve() };
      const admin = { organisation, audit, now: () => CHANGED } as unknown as AdminParts;
      const act = { act: 'change-user' as const, user, role, teams: ['t2'] };
      const outcome = await administer(act, admin, { id: 'root', role: 'administrator' });
      expect(outcome.kind).toBe('done');
    };
    const write = async (writtenAt: string) => {
      const entry = { ...entryOf(ada, { kind: 'note', text: 'Seen' }), writtenAt };
      await office.deliver(ada, entry);
      return entry.id;
    };
    const outcomeOf = async (id: string) => (await office.answer(ada, id))?.outcome;

    beforeEach(async () => {
      await office.organisation.putTeam({ id: 't2', name: 'South', kind: 'team' });
      await office.organisation.addPatients('t1', [PATIENT]);
    });

    it('what was written before the change is filed, what was written after it is held', async () => {
      await changeTeams('ada', 'community-nurse');
      const [before, after] = [
        await write('2026-11-22T09:29:59.000Z'),
        await write('2026-11-22T09:30:00.000Z'),
      ];
      expect([await outcomeOf(before), await outcomeOf(after)]).toEqual(['filed', 'refused']);
      expect((await access.readable('ada')).size).toBe(0);
      // The lead of the team that Ada is in now, and nobody of the one before.
      expect(await heldFor('elsewhere')).toEqual([after]);
      expect(await heldFor('lead')).toEqual([]);
    });

    it('a lead who has left the team reads nothing of it and decides on nothing of it any more', async () => {
      await office.organisation.removePatients('t1', [PATIENT], '2026-11-22T08:00:00.000Z');
      const id = await write('2026-11-22T09:00:00.000Z');
      expect(await heldFor('lead')).toEqual([id]);
      await changeTeams('lead', 'team-lead');
      await office.organisation.addPatients('t1', [PATIENT]);
      expect((await access.readable('lead')).size).toBe(0);
      expect(await access.mayConcerning('lead', 'read-team-status', 'ada')).toBe(false);
      expect(await heldFor('lead')).toEqual([]);
      expect(await settle('lead', id, 'accept')).toEqual({ kind: 'unknown' });
      expect(await filed(id)).toBe(false);
    });

    it('what was held from before the change is for the lead of that team', async () => {
      await office.organisation.removePatients('t1', [PATIENT], '2026-11-22T08:00:00.000Z');
      const id = await write('2026-11-22T09:00:00.000Z');
      await changeTeams('ada', 'community-nurse');
      expect(await settle('lead', id, 'accept')).toEqual(settled);
      expect(await filed(id)).toBe(true);
    });
  });

  it('are accepted as they were: with other content under the same id it is another entry', async () => {
    const id = await deliver();
    await settle('lead', id, 'reject');
    await office.deliver(ada, { ...entryOf(ada, { kind: 'note', text: 'Something else' }), id }, 2);
    expect((await office.answer(ada, id))?.detail.refusal).toBe('no-access');
    expect(await heldFor('lead')).toEqual([id]);
  });
});
