import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CaseloadSchema } from '../../src/lib/record/caseload';
import { Access } from '../../src/lib/server/access/access';
import { Caseloads } from '../../src/lib/server/caseload/caseload';
import { News } from '../../src/lib/server/news/news';
import type { Store } from '../../src/lib/server/store/store';
import { makeKeyPair, NOW, Office, PATIENT } from '../support/office';
import { describeStores } from '../support/stores';
import * as v from 'valibot';

const visit = (id: string, date: string, patientId = PATIENT) => ({
  id,
  date,
  patientId,
  teamId: 't1',
  time: '09:00',
  minutes: 20,
  place: 'Home',
  reason: 'Dressing',
  due: [],
});

describeStores('caseload', (open) => {
  let store: Store;
  let office: Office;
  let caseloads: Caseloads;
  let access: Access;

  beforeEach(async () => {
    store = await open();
    office = await Office.open(store, await makeKeyPair());
    await office.admitPatient();
    await office.employ('ada');
    const { organisation, record } = office;
    access = new Access(organisation, () => NOW);
    caseloads = new Caseloads({ access, organisation, record, serverKeyId: 'k1', leaseHours: 72 });
  });
  afterEach(async () => {
    await office.close();
    await store.close();
  });

  it('names the patients of the user’s teams, with version and reason', async () => {
    const { caseload } = await caseloads.of('ada', NOW);
    const head = await office.record.head(PATIENT);
    expect(v.parse(CaseloadSchema, caseload)).toEqual({
      asOf: NOW.toISOString(),
      serverKeyId: 'k1',
      leaseHours: 72,
      user: expect.objectContaining({ id: 'ada', role: 'community-nurse' }) as unknown,
      rows: [{ patientId: PATIENT, version: head?.version, why: [{ kind: 'team', name: 'North' }] }],
      visits: [],
    });
  });

  it('shows nobody a patient of another team, one who left, or one of whom only a name is known', async () => {
    await office.organisation.putTeam({ id: 't2', name: 'South', kind: 'team' });
    const [theirs, nameless] = [`${PATIENT}2`, `${PATIENT}3`];
    await office.record.commit(theirs, () => [{ resourceType: 'Patient', id: 'b' }]);
    await office.organisation.addPatients('t2', [theirs]);
    await office.record.commit(nameless, () => [{ resourceType: 'Observation', id: 'o' }]);
    await office.organisation.addPatients('t1', [nameless]);
    const rows = async (userId: string) =>
      (await caseloads.of(userId, NOW)).caseload.rows.map(({ patientId }) => patientId);
    expect(await rows('ada')).toEqual([PATIENT]);
    expect(await rows('stranger')).toEqual([]);
    await office.organisation.removePatients('t1', [PATIENT], NOW.toISOString());
    expect(await rows('ada')).toEqual([]);
    expect((await access.readable('ada')).has(PATIENT)).toBe(false);
  });

  it('tells whoever has left a team neither of it nor of its visits', async () => {
    const { organisation } = office;
    const ada = await organisation.findUser('ada');
    if (!ada) throw new Error('Ada is employed');
    await organisation.putVisits([visit('v1', '2026-11-22')]);
    const claim = { id: 'r', userId: 'ada', patientId: PATIENT, kind: 'claim', why: 'Asked' } as const;
    const [from, until] = ['2026-11-22T08:00:00.000Z', '2026-11-23T08:00:00.000Z'];
    await organisation.putReason({ ...claim, from, until });
    const told = async () => {
      const { user, visits, rows } = (await caseloads.of('ada', NOW)).caseload;
      return [user?.teams.map(({ id }) => id), visits.map(({ id }) => id), rows.length];
    };
    expect(await told()).toEqual([['t1'], ['v1'], 1]);
    await organisation.putUser({ ...ada, teams: ada.teams.map((place) => ({ ...place, until: from })) });
    expect(await told()).toEqual([[], [], 1]);
  });

  it('brings visits from yesterday to a week ahead, in order, of patients on the caseload only', async () => {
    const ids = ['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-29', '2026-11-30'];
    await office.organisation.putVisits(ids.reverse().map((date) => visit(`v${date}`, date)));
    await office.organisation.putVisits([{ ...visit('early', '2026-11-22'), time: '08:00' }]);
    await office.organisation.putVisits([visit('other', '2026-11-22', `${PATIENT}9`)]);
    const { visits } = (await caseloads.of('ada', NOW)).caseload;
    expect(visits.map(({ id }) => id)).toEqual(['v2026-11-21', 'early', 'v2026-11-22', 'v2026-11-29']);
    expect(JSON.stringify(visits)).not.toContain('teamId');
  });

  it('has the same tag for as long as nothing differs but the time', async () => {
    const first = await caseloads.of('ada', NOW);
    const later = await caseloads.of('ada', new Date(NOW.getTime() + 60_000));
    expect(later.etag).toBe(first.etag);
    await office.record.commit(PATIENT, () => [{ resourceType: 'Observation', id: 'o' }]);
    const changed = await caseloads.of('ada', NOW);
    expect(changed.etag).not.toBe(first.etag);
    await office.organisation.putVisits([visit('v', '2026-11-22')]);
    expect((await caseloads.of('ada', NOW)).etag).not.toBe(changed.etag);
  });

  it('reads no document of the store when nothing changed', async () => {
    await caseloads.of('ada', NOW);
    const databases = await Promise.all([store.open('record'), store.open('organisation')]);
    const reads = databases.flatMap((database) => [vi.spyOn(database, 'allDocs'), vi.spyOn(database, 'get')]);
    await caseloads.of('ada', NOW);
    for (const read of reads) expect(read).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  it('makes news for those whom a change concerns, and for them only', async () => {
    const { organisation, record } = office;
    const news = new News({ access, organisation, record });
    const heard: string[] = [];
    const ends: string[] = [];
    for (const userId of ['ada', 'stranger']) {
      news.listen({
        userId,
        changed: () => heard.push(userId),
        closed: () => ends.push(userId),
      });
    }
    await record.commit(`${PATIENT}9`, () => [{ resourceType: 'Patient', id: 'x' }]);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(heard).toEqual([]);
    await record.commit(PATIENT, () => [{ resourceType: 'Observation', id: 'o1' }]);
    await record.commit(PATIENT, () => [{ resourceType: 'Observation', id: 'o2' }]);
    await vi.waitFor(() => {
      expect(heard).toEqual(['ada']);
    });
    news.close();
    expect(ends.sort()).toEqual(['ada', 'stranger']);
  });
});
