import { afterEach, beforeEach, expect, it } from 'vitest';
import { Access } from '../../src/lib/server/access/access';
import { Organisation, type OrganisationUser } from '../../src/lib/server/access/organisation';
import type { Store } from '../../src/lib/server/store/store';
import { describeStores } from '../support/stores';

const [ONE, TWO] = ['p1', 'p2'];
const user = (id: string, role: string, ...teams: OrganisationUser['teams']): OrganisationUser => ({
  id,
  username: id,
  name: id,
  role,
  teams,
});
const north = { id: 't1', name: 'North' };
const at = (time: string) => `2026-11-22T${time}:00.000Z`;
const visit = (date: string) => ({
  id: `v${date}`,
  date,
  teamId: 't1',
  patientId: ONE,
  time: '09:00',
  minutes: 20,
  place: 'Home',
  reason: 'Dressing',
  due: [],
  practitionerId: 'bank',
});

describeStores('access', (open) => {
  let store: Store;
  let organisation: Organisation;
  let access: Access;
  let now = '';

  beforeEach(async () => {
    store = await open();
    organisation = await Organisation.open(store);
    access = new Access(organisation, () => new Date(now));
    now = at('12:00');
    await organisation.putTeam({ ...north, kind: 'team' });
    await organisation.putTeam({ id: 't2', name: 'South', kind: 'round' });
    await organisation.addPatients('t1', [ONE], { from: at('08:00'), why: 'Leg ulcer' });
    await organisation.addPatients('t2', [TWO]);
  });
  afterEach(async () => {
    organisation.close();
    await store.close();
  });

  const seenBy = async (userId: string) =>
    [...(await access.readable(userId))].map(([patientId, { why }]) => [
      patientId,
      ...why.map(({ kind }) => kind),
    ]);

  it('gives a reason by the team, from the day that the patient joined', async () => {
    await organisation.putUser(user('ada', 'community-nurse', north));
    expect(await seenBy('ada')).toEqual([[ONE, 'team']]);
    now = at('07:59');
    expect(await seenBy('ada')).toEqual([]);
    expect(await access.mayFile('ada', ONE, 'write', at('08:30'))).toBe(true);
    expect(await access.mayFile('ada', ONE, 'write', at('07:30'))).toBe(false);
  });

  it('gives whoever covers for a team its patients, for that time', async () => {
    const cover = { ...north, from: at('11:00'), until: at('13:00') };
    await organisation.putUser(user('cover', 'community-nurse', cover));
    expect(await seenBy('cover')).toEqual([[ONE, 'cover']]);
    now = at('13:00');
    expect(await seenBy('cover')).toEqual([]);
    expect(await access.mayFile('cover', ONE, 'write', at('12:59'))).toBe(true);
    expect(await access.mayFile('cover', ONE, 'write', at('13:01'))).toBe(false);
  });

  it('gives a visit to whoever is to make it, from the day before to the day after, while its team has the patient', async () => {
    await organisation.putUser(user('bank', 'community-nurse'));
    await organisation.putVisits([visit('2026-11-23')]);
    expect(await seenBy('bank')).toEqual([[ONE, 'visit']]);
    await organisation.putVisits([{ ...visit('2026-11-23'), practitionerId: 'somebody' }]);
    expect(await seenBy('bank')).toEqual([]);
    await organisation.putVisits([visit('2026-11-23'), visit('2026-11-22')]);
    await organisation.removePatients('t1', [ONE], at('10:00'));
    expect(await seenBy('bank')).toEqual([]);
    expect(await access.mayFile('bank', ONE, 'write', at('09:30'))).toBe(true);
    now = '2026-11-27T12:00:00.000Z';
    expect(await access.mayFile('bank', ONE, 'write', '2026-11-26T12:00:00.000Z')).toBe(false);
  });

  it('takes a user’s own word for a patient, and for no other user and no other patient', async () => {
    await organisation.putUser(user('ada', 'community-nurse', { id: 't2', name: 'South' }));
    await organisation.putUser(user('ben', 'community-nurse'));
    const claim = { id: 'r1', userId: 'ada', patientId: ONE, kind: 'claim', why: 'Asked to help' } as const;
    await organisation.putReason({ ...claim, from: at('11:00'), until: at('13:00') });
    expect((await access.readable('ada')).get(ONE)).toEqual({
      why: [{ kind: 'claim', name: 'Added by you', until: at('13:00') }],
      view: { reduced: false, sensitive: true, sealed: false },
    });
    expect(await seenBy('ben')).toEqual([]);
    now = at('13:00');
    expect(await seenBy('ada')).toEqual([[TWO, 'round']]);
    expect(await access.mayFile('ada', ONE, 'write', at('12:59'))).toBe(true);
  });

  it('gives each role its view, and some none', async () => {
    const views = [];
    for (const role of [
      'community-nurse',
      'healthcare-assistant',
      'care-home',
      'privacy-officer',
      'administrator',
    ]) {
      await organisation.putUser(user('u', role, north));
      views.push((await access.readable('u')).get(ONE)?.view);
    }
    expect(views).toEqual([
      { reduced: false, sensitive: true, sealed: true },
      { reduced: false, sensitive: false, sealed: false },
      { reduced: true, sensitive: false, sealed: false },
      undefined,
      undefined,
    ]);
  });

  it('lets a team lead see to colleagues of the same team only', async () => {
    await organisation.putUser(user('lead', 'team-lead', north));
    await organisation.putUser(user('ada', 'community-nurse', north));
    await organisation.putUser(user('ben', 'community-nurse', { id: 't2', name: 'South' }));
    expect(await access.mayConcerning('lead', 'settle-entry', 'ada')).toBe(true);
    expect(await access.mayConcerning('lead', 'settle-entry', 'ben')).toBe(false);
    expect(await access.mayConcerning('ada', 'settle-entry', 'ada')).toBe(false);
    expect(await access.may('lead', 'manage-users')).toBe(false);
  });

  it('knows when somebody’s reasons change by themselves', async () => {
    await organisation.putUser(user('ada', 'community-nurse', north));
    const turns = (from: string, to: string) =>
      organisation.turnsBetween(new Date(at(from)), new Date(at(to)));
    expect(await turns('07:59', '08:00')).toBe(true);
    expect(await turns('08:00', '12:00')).toBe(false);
    const reason = { id: 'r1', userId: 'ada', patientId: TWO, kind: 'claim', why: 'Asked' } as const;
    await organisation.putReason({ ...reason, from: at('11:00'), until: at('13:00') });
    expect(await turns('12:59', '13:00')).toBe(true);
    expect(await turns('13:00', '14:00')).toBe(false);
    expect(await organisation.turnsBetween(new Date(at('23:59')), new Date('2026-11-23T00:00:10.000Z'))).toBe(
      true,
    );
  });
});
