import { afterEach, beforeEach, expect, it } from 'vitest';
import { Organisation, type TeamVisit } from '../../src/lib/server/access/organisation';
import type { Store } from '../../src/lib/server/store/store';
import { describeStores } from '../support/stores';

const nurse = {
  id: 'u1',
  username: 'nurse',
  name: 'Nurse One',
  role: 'community-nurse',
  teams: [{ id: 't1', name: 'North' }],
};
const visit = (id: string, date: string, teamId = 't1'): TeamVisit => ({
  id,
  date,
  teamId,
  patientId: 'p1',
  time: '09:00',
  minutes: 20,
  place: 'Home',
  reason: 'Dressing',
  due: ['Change the dressing'],
});

describeStores('organisation', (open) => {
  let store: Store;
  let organisation: Organisation;

  beforeEach(async () => {
    store = await open();
    organisation = await Organisation.open(store);
    await organisation.putTeam({ id: 't1', name: 'North', kind: 'team' });
    await organisation.putTeam({ id: 't2', name: 'Round', kind: 'round' });
    await organisation.putUser(nurse);
  });
  afterEach(async () => {
    organisation.close();
    await store.close();
  });

  it('knows users and their teams, and nobody else', async () => {
    expect(await organisation.findUser('u1')).toEqual(nurse);
    expect(await organisation.findUser('u2')).toBeUndefined();
    expect(await organisation.users()).toEqual([nurse]);
    expect((await organisation.teamsOf('u1')).map((team) => team.id)).toEqual(['t1']);
    expect(await organisation.teamsOf('u2')).toEqual([]);
    await organisation.putUser({ ...nurse, teams: [{ id: 't2', name: 'Round' }] });
    expect((await organisation.teamsOf('u1')).map((team) => team.id)).toEqual(['t2']);
  });

  it('knows the patients of a team, and when one left', async () => {
    await organisation.addPatients('t1', ['p1', 'p2']);
    await organisation.addPatients('t10', ['p3']);
    expect(await organisation.patientsOf('t1')).toEqual(['p1', 'p2']);
    await organisation.removePatients('t1', ['p1'], '2026-11-22T12:00:00.000Z');
    expect(await organisation.patientsOf('t1')).toEqual(['p2']);
    expect(await organisation.membershipsOf('p1', ['t1', 't2'])).toEqual([
      { teamId: 't1', patientId: 'p1', until: '2026-11-22T12:00:00.000Z' },
    ]);
    await organisation.addPatients('t1', ['p1']);
    expect(await organisation.patientsOf('t1')).toEqual(['p1', 'p2']);
  });

  it('knows the visits of teams between two dates, both included', async () => {
    await organisation.putVisits([
      visit('v1', '2026-11-21'),
      visit('v2', '2026-11-22'),
      visit('v3', '2026-11-23'),
      visit('v4', '2026-11-22', 't2'),
    ]);
    const ids = async (teams: string[], from: string, to: string) =>
      (await organisation.visitsOf(teams, from, to)).map(({ id }) => id);
    expect(await ids(['t1'], '2026-11-22', '2026-11-23')).toEqual(['v2', 'v3']);
    expect(await ids(['t1', 't2'], '2026-11-22', '2026-11-22')).toEqual(['v2', 'v4']);
    await organisation.putVisits([{ ...visit('v2', '2026-11-22'), time: '10:30' }]);
    expect((await organisation.visitsOf(['t1'], '2026-11-22', '2026-11-22'))[0]?.time).toBe('10:30');
  });

  it('takes the same again without a change, and tells of a change', async () => {
    let changes = 0;
    organisation.onChange(() => (changes += 1));
    await organisation.addPatients('t1', ['p1']);
    const afterFirst = changes;
    await organisation.addPatients('t1', ['p1']);
    await organisation.putUser(nurse);
    expect(afterFirst).toBeGreaterThan(0);
    if (store.kind === 'embedded') expect(changes).toBe(1);
  });
});
