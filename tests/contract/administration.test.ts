import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Organisation } from '../../src/lib/server/access/organisation';
import { staffOf } from '../../src/lib/server/access/staff';
import { Access } from '../../src/lib/server/access/access';
import { answer, type AdminRequest } from '../../src/lib/server/admin/admin-job';
import { adminPage } from '../../src/lib/server/admin/admin-page';
import { membersOfTeam } from '../../src/lib/server/admin/members';
import { membersPage } from '../../src/lib/server/admin/members-page';
import { administer, type AdminAct, type AdminParts } from '../../src/lib/server/admin/administration';
import { Audit } from '../../src/lib/server/audit/audit';
import { privacyPage } from '../../src/lib/server/audit/privacy-page';
import { readFilters } from '../../src/lib/server/audit/find-acts';
import { openSessions } from '../../src/lib/server/identity/open-sessions';
import { Devices } from '../../src/lib/server/journals/devices';
import { Leases } from '../../src/lib/server/lease/leases';
import { enrolmentsLeftOut } from '../../src/lib/server/lease/left-out';
import type { Store } from '../../src/lib/server/store/store';
import { makeKeyPair, PATIENT } from '../support/office';
import { openTestStore } from '../support/stores';

const ADMIN = { id: 'root', role: 'administrator' };
const ENROLMENT = `j${'a'.repeat(24)}`;
const NOW = new Date('2026-11-22T12:00:00.000Z');
const ORIGIN = 'https://doorstep.example';
const secret = () => Buffer.alloc(32, 5);

let store: Store;
let parts: AdminParts;
const act = (of: AdminAct) => administer(of, parts, ADMIN);

beforeEach(async () => {
  store = await openTestStore();
  const now = () => NOW;
  parts = {
    organisation: await Organisation.open(store),
    devices: await Devices.open(store, secret()),
    sessions: await openSessions(store, { sessionHours: 72, origin: ORIGIN }, { secret }),
    audit: await Audit.open({ store, keys: [], secret: secret(), now }),
    leases: await Leases.open({ store, keys: { secret }, hours: 72, now }),
    origin: ORIGIN,
    now,
  };
  await parts.organisation.putTeam({ id: 't1', name: 'North', kind: 'team' });
  await act({ act: 'add-user', username: 'ada', name: 'Ada <b>', role: 'community-nurse', teams: ['t1'] });
});
afterEach(async () => {
  await parts.audit.close();
  parts.organisation.close();
  await store.close();
});

const ada = async () => {
  const user = (await parts.organisation.users()).find(({ username }) => username === 'ada');
  if (!user) throw new Error('Ada was added');
  return user;
};

describe('an administrator', () => {
  it('adds a user and gives another role and teams', async () => {
    expect(await ada()).toMatchObject({ role: 'community-nurse', teams: [{ id: 't1', name: 'North' }] });
    const { id } = await ada();
    expect((await act({ act: 'change-user', user: id, role: 'team-lead', teams: [] })).kind).toBe('done');
    // What Ada wrote in that team is still filed by the place that has ended.
    const place = { id: 't1', from: NOW.toISOString(), why: 'add-user' };
    expect(await ada()).toMatchObject({ role: 'team-lead', teams: [{ ...place, until: NOW.toISOString() }] });
    expect(await parts.organisation.teamsOf(id, NOW)).toEqual([]);
  });

  it('sees the teams that somebody is in now, not those of before', async () => {
    const { id } = await ada();
    await parts.organisation.putTeam({ id: 't2', name: 'South', kind: 'team' });
    await act({ act: 'change-user', user: id, role: 'gp', teams: ['t2'] });
    const view = { teams: [], devices: [], lost: [], leaseHours: 72, origin: ORIGIN, now: NOW };
    const page = adminPage({ ...view, users: await parts.organisation.users() }).text;
    expect(page).toContain('South');
    expect(page).not.toContain('North');
  });

  it('gives another role, and leaves teams as they are where none are named', async () => {
    const { id, teams } = await ada();
    expect(await act({ act: 'change-user', user: id, role: 'care-home' })).toEqual({
      kind: 'done',
      words: `${(await ada()).username} now has the role Care home staff.`,
    });
    await act({ act: 'change-user', user: id, role: 'gp' });
    expect(await ada()).toMatchObject({ role: 'gp', teams });
  });

  it('gives cover beforehand, which begins and ends by itself, and can be ended early', async () => {
    const { organisation } = parts;
    const { id } = await ada();
    await organisation.putTeam({ id: 't2', name: 'South', kind: 'team' });
    const days = { from: '2026-11-30', until: '2026-12-06' };
    const cover = { act: 'add-member', user: id, team: 't2', ...days, why: 'Annual leave of Ben' } as const;
    const words = 'ada is in South from 30 Nov 2026, 00:00 until 7 Dec 2026, 00:00: Annual leave of Ben';
    expect(await act(cover)).toEqual({ kind: 'done', words });
    const isIn = async (at: string) =>
      (await organisation.teamsOf(id, new Date(at))).some((team) => team.id === 't2');
    const instants = ['2026-11-29T23:59', '2026-11-30T00:00', '2026-12-06T23:59', '2026-12-07T00:00'];
    expect(await Promise.all(instants.map((at) => isIn(`${at}:00.000Z`)))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect((await act(cover)).kind).toBe('refused');
    // The patients of that team are seen from then until then, and no longer.
    await organisation.addPatients('t2', [PATIENT]);
    const seenAt = async (at: string) =>
      (await new Access(organisation, () => new Date(`${at}:00.000Z`)).readable(id)).get(PATIENT)?.why;
    const [before, first, last, after] = await Promise.all(instants.map(seenAt));
    const why = [{ kind: 'cover', name: 'South', until: '2026-12-07T00:00:00.000Z' }];
    expect([before, first, last, after]).toEqual([undefined, why, why, undefined]);

    expect(await parts.audit.records.ofUser(id)).toMatchObject([
      { reason: 'add-member', words, userId: 'root' },
    ]);
    await act({ act: 'remove-member', user: id, team: 't2' });
    expect((await ada()).teams.map((team) => team.id)).toEqual(['t1']);
  });

  it('gives a patient to a team for a time, and says so of one who is there for longer', async () => {
    const of = { act: 'add-patient', team: 't1', patient: PATIENT } as const;
    const week = { until: '2026-11-28', why: 'After discharge' };
    expect((await act({ ...of, ...week })).kind).toBe('done');
    expect(await parts.organisation.patientsOf('t1', new Date('2026-11-28T23:59:00Z'))).toEqual([PATIENT]);
    expect(await parts.organisation.patientsOf('t1', new Date('2026-11-29T00:00:00Z'))).toEqual([]);
    await act(of);
    expect(await parts.organisation.patientsOf('t1', new Date('2026-11-29T00:00:00Z'))).toEqual([PATIENT]);
    expect((await act({ ...of, ...week })).kind).toBe('refused');
    // Ended, all of it is: no time of before runs on beside.
    await act({ ...of, act: 'remove-patient' });
    expect(await parts.organisation.patientsOf('t1', new Date(NOW.getTime() + 1))).toEqual([]);
  });

  it('sees who is and was in a team, and in which teams somebody is and was, each with its times and why', async () => {
    const { organisation } = parts;
    const { id } = await ada();
    await organisation.putTeam({ id: 't2', name: 'South', kind: 'team' });
    await act({ act: 'add-member', user: id, team: 't2', until: '2026-12-06', why: 'Leave of <Ben>' });
    await act({ act: 'remove-member', user: id, team: 't1' });
    await act({ act: 'add-patient', team: 't2', patient: PATIENT, why: 'After discharge' });
    const [from, end] = [NOW.toISOString(), '2026-12-07T00:00:00.000Z'];
    const rows = async (request: AdminRequest) =>
      (await answer(request, parts)).words.split('\n').map((line) => line.split('\t'));
    const here = ['user', id, 'Ada <b>', 'now', from, end, 'Leave of <Ben>'];
    expect(await rows({ act: 'list-members', user: id })).toEqual([
      ['t2', ...here],
      ['t1', 'user', id, 'Ada <b>', 'over', from, from, 'add-user'],
    ]);
    expect(await rows({ act: 'list-members', team: 't2' })).toEqual([
      ['t2', ...here],
      ['t2', 'patient', PATIENT, '', 'now', from, '', 'After discharge'],
    ]);
    expect((await answer({ act: 'list-members', team: 't9' }, parts)).kind).toBe('refused');

    const [users, teams] = [await organisation.users(), await organisation.teams()];
    const [, team] = teams;
    const members = await membersOfTeam('t2', organisation, NOW);
    if (!team || !members) throw new Error('there is such a team');
    const view = { of: { kind: 'team' as const, team }, members, users, teams };
    const page = membersPage({ ...view, patientId: '' }).text;
    for (const words of [
      'Ada &lt;b&gt;',
      'Leave of &lt;Ben&gt;',
      '7 Dec 2026, 00:00',
      'With the team now: 1',
    ])
      expect(page).toContain(words);
    expect(page).not.toMatch(/<b>|<Ben>/);
    // Which patients they are is told of none but one who is named.
    expect(page).not.toContain(PATIENT);
    expect(membersPage({ ...view, patientId: PATIENT }).text).toContain('After discharge');
  });

  it('removes a user: signed out at once, no more a member, still known as an author', async () => {
    const { id } = await ada();
    const { access } = await parts.sessions.begin(id, 'tablet');
    const staff = staffOf(parts.organisation);
    expect(await staff.findUser(id)).toBeDefined();
    await act({ act: 'remove-user', user: id });
    expect(await parts.sessions.find(access, 'tablet')).toBeUndefined();
    expect(await staff.findUser(id)).toBeUndefined();
    expect(await staff.users()).toEqual([]);
    expect(await parts.organisation.findUser(id)).toMatchObject({
      leftAt: NOW.toISOString(),
      teams: [{ id: 't1', until: NOW.toISOString() }],
    });
  });

  it('reports a device lost: its users are signed out at once, and the page says what became of it', async () => {
    const { devices, sessions } = parts;
    const { id } = await ada();
    const deviceId = 'd00000000000000000000000000000001';
    const vaultKey = { kid: 'k', kty: 'EC', crv: 'P-256', x: 'x', y: 'y' } as const;
    const enrolment = await devices.register(id, { deviceId, vaultKey, appVersion: '1' }, NOW);
    const { access } = await sessions.begin(id, 'tablet');
    const { access: another } = await sessions.begin('ben', 'phone');
    const page = async () =>
      adminPage({
        ...{ users: [], teams: [], leaseHours: 72, origin: ORIGIN, now: NOW },
        devices: await devices.findAll(),
        lost: await devices.allLost(),
      }).text.replaceAll(/\s+/g, ' ');
    expect(await page()).toContain('value="mark-lost"');

    expect((await act({ act: 'mark-lost', device: 'another' })).kind).toBe('refused');
    expect((await act({ act: 'mark-lost', device: deviceId })).kind).toBe('done');
    expect(await sessions.find(access, 'tablet')).toBeUndefined();
    expect(await sessions.find(another, 'phone')).toBeDefined();
    expect(await page()).toContain('Reported 22 Nov 2026, 12:00; not wiped yet');
    await devices.noteWiped(enrolment, NOW);
    expect(await page()).toContain('wiped 22 Nov 2026, 12:00');
    expect(await page()).not.toContain('value="mark-lost"');
  });

  it('brings a patient to a team and takes them off it', async () => {
    const of = { team: 't1', patient: PATIENT };
    await act({ act: 'add-patient', ...of });
    expect(await parts.organisation.patientsOf('t1', NOW)).toEqual([PATIENT]);
    await act({ act: 'remove-patient', ...of });
    expect(await parts.organisation.patientsOf('t1', NOW)).toEqual([]);
  });

  it.each<[string, AdminAct]>([
    ['a user name that is taken', { act: 'add-user', username: 'ada', name: 'B', role: 'gp', teams: [] }],
    ['a team that is not there', { act: 'add-user', username: 'b', name: 'B', role: 'gp', teams: ['t9'] }],
    ['a user who is not there', { act: 'remove-user', user: 'nobody' }],
    [
      'a notice that is over already',
      { act: 'outage-notice', until: new Date(NOW.getTime() - 1), reason: 'Power', without: [] },
    ],
    [
      'a notice for longer than two weeks',
      {
        act: 'outage-notice',
        until: new Date(NOW.getTime() + 15 * 86_400_000),
        reason: 'Power',
        without: [],
      },
    ],
    [
      'a notice that leaves out somebody who is not there',
      { act: 'outage-notice', until: new Date(NOW.getTime() + 1), reason: 'Power', without: ['zoe'] },
    ],
    ['a team without a name that is known', { act: 'add-patient', team: 't9', patient: PATIENT }],
  ])('is refused %s, and nothing is recorded as done', async (_, of) => {
    const before = await parts.audit.records.ofUser('root');
    expect((await act(of)).kind).toBe('refused');
    expect(await parts.audit.records.ofUser('root')).toEqual(before);
  });

  it('can’t remove themselves', async () => {
    const { id } = await ada();
    const outcome = await administer({ act: 'remove-user', user: id }, parts, { id, role: 'administrator' });
    expect(outcome.kind).toBe('refused');
  });

  it('is on record with what they did, and to whom', async () => {
    const { id } = await ada();
    await act({ act: 'sign-out-user', user: id });
    expect(await parts.audit.records.ofUser(id)).toMatchObject([
      { kind: 'administered', reason: 'sign-out-user', userId: 'root', aboutUserId: id },
    ]);
  });

  it('does the same by the command line, which also lists and verifies', async () => {
    expect((await answer({ act: 'list-users' }, parts)).words).toContain('\tada\t');
    expect((await answer({ act: 'list-teams' }, parts)).words).toBe('t1\tteam\tNorth');
    expect(await answer({ act: 'verify-audit' }, parts)).toEqual({
      kind: 'done',
      words: '1 of 1 chains are whole',
    });
  });

  it('lists devices with what waits on them, and which are lost', async () => {
    const { id } = await ada();
    const vaultKey = (await makeKeyPair()).public;
    const request = { deviceId: 'd1', vaultKey, appVersion: '1.2', proofs: { vouched: [] } };
    await parts.devices.register(id, request, NOW);
    const list = async () => (await answer({ act: 'list-devices' }, parts)).words.split('\t');
    expect(await list()).toEqual([
      'd1',
      id,
      NOW.toISOString(),
      '1.2',
      '',
      'unfiled: not known',
      '',
      expect.any(String),
    ]);
    await act({ act: 'mark-lost', device: 'd1' });
    expect((await list())[6]).toBe('lost, not wiped yet');
  });

  it('changes how long leases run, and makes an outage notice with the reason on record', async () => {
    expect((await act({ act: 'set-lease-hours', hours: 24 })).kind).toBe('done');
    const { lease } = await parts.leases.grant(ENROLMENT);
    expect(lease.exp - lease.iat).toBe(24 * 3_600);
    const until = new Date('2026-11-25T08:00:00.000Z');
    const made = await act({ act: 'outage-notice', until, reason: 'Power is out', without: [] });
    const { signed = '' } = (await parts.leases.notice()) ?? {};
    expect(made.words).toContain(`${ORIGIN}/notice#${signed}`);
    const [onRecord] = (await parts.audit.records.ofUser('root')).filter(
      ({ reason }) => reason === 'outage-notice',
    );
    // How to extend leases does not lie about in the audit.
    expect(onRecord?.words).toBe('Leases run on until 25 Nov 2026, 08:00. Power is out');
    const view = { users: [], teams: [], devices: [], lost: [], leaseHours: 24, origin: ORIGIN };
    const notice = await parts.leases.notice();
    expect(adminPage({ ...view, notice, now: NOW }).text).toContain('<svg');
    expect(adminPage({ ...view, notice, now: until }).text).toContain('No notice is in force.');
  });

  it('leaves out of a notice whom they name, who has left, and devices that were lost, as far as their leases reach', async () => {
    const { organisation, devices, leases } = parts;
    const enrol = async (username: string, n: number, leaseUntil: string) => {
      await act({ act: 'add-user', username, name: username, role: 'gp', teams: [] });
      const { id = '' } = (await organisation.users()).find((user) => user.username === username) ?? {};
      const vaultKey = (await makeKeyPair()).public;
      const device = await devices.register(
        id,
        { deviceId: `d${String(n).repeat(24)}`, vaultKey, appVersion: '1' },
        NOW,
      );
      await devices.noteLease(device, leaseUntil);
      return { id, base: device.journalBase, deviceId: device.deviceId };
    };
    const [runs, longOver] = ['2026-11-23T08:00:00.000Z', '2026-11-01T08:00:00.000Z'];
    const ben = await enrol('ben', 1, runs);
    const cat = await enrol('cat', 2, runs);
    const dan = await enrol('dan', 3, longOver);
    const eve = await enrol('eve', 4, runs);
    await enrol('fay', 5, runs);
    for (const { id } of [cat, dan]) await act({ act: 'remove-user', user: id });
    await act({ act: 'mark-lost', device: eve.deviceId });
    const until = new Date('2026-11-25T08:00:00.000Z');
    const made = await act({ act: 'outage-notice', until, reason: 'Power is out', without: ['ben'] });
    expect(made.words).toContain('3 devices are left out.');
    const { without = [] } = (await leases.notice()) ?? {};
    const bases = [ben, cat, eve].map(({ base }) => base.slice(0, 12));
    // Whoever is named comes first: not all may fit.
    expect(without[0]).toBe(bases[0]);
    expect(without.toSorted()).toEqual(bases.toSorted());
  });

  it('leaves out of a notice whom they name before all others, whatever their devices are called', async () => {
    const { organisation, devices } = parts;
    const vaultKey = (await makeKeyPair()).public;
    for (let n = 1; n <= 4; n += 1) {
      await act({ act: 'add-user', username: `gp${n}`, name: `gp${n}`, role: 'gp', teams: [] });
      const { id = '' } = (await organisation.users()).find(({ username }) => username === `gp${n}`) ?? {};
      const of = { deviceId: `d${String(n).repeat(24)}`, vaultKey, appVersion: '1' };
      await devices.noteLease(await devices.register(id, of, NOW), '2026-11-23T08:00:00.000Z');
    }
    const found = await devices.findAll();
    const last = found.at(-1);
    const named = (await organisation.users()).find(({ id }) => id === last?.userId);
    for (const { userId } of found.slice(0, -1)) await act({ act: 'remove-user', user: userId });
    const parties = { organisation, devices, now: NOW };
    const without = await enrolmentsLeftOut([named?.username ?? ''], parties);
    expect(without).toHaveLength(4);
    expect(without?.[0]).toBe(last?.journalBase);
  });

  it('sees a page in which names are text', async () => {
    const view = {
      users: await parts.organisation.users(),
      teams: [],
      devices: [],
      lost: [],
      ...{ leaseHours: 72, origin: ORIGIN, now: NOW },
    };
    expect(adminPage(view).text).toContain('Ada &lt;b&gt;');
    expect(adminPage(view).text).not.toContain('<b>');
  });
});

describe('the privacy officer’s page', () => {
  it('shows what waits to be reviewed, who saw a patient, and typed words as text', () => {
    const row = {
      id: 'e1',
      kind: 'break-glass',
      recorded: NOW.toISOString(),
      userId: 'ada',
      patientId: PATIENT,
      reason: 'emergency',
      words: '<script>alert(1)</script>',
    };
    const users = [{ id: 'ada', name: 'Ada' }];
    const page = privacyPage({
      filters: { patientId: PATIENT },
      rows: [row],
      reviews: [{ row }],
      held: 0,
      users,
    }).text;
    expect(page).toContain('To review (1)');
    expect(page).toContain('Who saw this patient');
    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toContain('<script>');
  });

  it('says when something was, and when that could be recorded, where the two differ', () => {
    const row = { id: 'e1', kind: 'lease-ended', recorded: NOW.toISOString(), userId: 'ada' };
    const pageOf = (happened: string) => {
      const rows = [{ ...row, happened }];
      return privacyPage({ filters: { userId: 'ada' }, rows, reviews: [], held: 0, users: [] }).text;
    };
    expect(pageOf('2026-11-20T08:00:00.000Z')).toContain('20 Nov 2026, 08:00; recorded 22 Nov 2026, 12:00');
    expect(pageOf('2026-11-22T11:59:50.000Z')).not.toContain('; recorded');
  });

  it('takes filters as the form sends them, and none that make no sense', () => {
    const read = (query: string) => readFilters(new URLSearchParams(query));
    expect(read('patient=&user=&from=&to=')).toEqual({});
    expect(read(`patient=${PATIENT}&user=ada&from=2026-11-01&to=2026-11-22`)).toEqual({
      ...{ patientId: PATIENT, userId: 'ada', from: '2026-11-01', to: '2026-11-22' },
    });
    expect(read('patient=9434765919')).toBeUndefined();
    expect(read('from=yesterday')).toBeUndefined();
  });
});
