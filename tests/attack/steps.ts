/** What happens in an attack: requests by anybody, and moves of the organisation between them. Plain data. */
import fc from 'fast-check';
import { WHAT_DEVICES_ASK } from './by-device';
import { PAGES } from './further';
import { PATIENTS, TEAMS, USERS } from './model';

const user = fc.nat(USERS - 1);
const patient = fc.nat(PATIENTS - 1);
const team = fc.constantFrom(...TEAMS);
const HOUR_MS = 3_600_000;
/** Hours from now: never so near that a run passes over it. */
const hours = fc.constantFrom(-900, -72, -30, -3, -1, 1, 3, 30);
const past = fc.constantFrom(-900, -72, -30, -3, -1, 0);
/** Which of the times that are over it is about, instead of this user, patient and time: every other time. */
const over = fc.option(fc.nat(), { freq: 2 });
const roles = fc.constantFrom(
  'community-nurse',
  'healthcare-assistant',
  'gp',
  'midwife',
  'care-home',
  'team-lead',
  'privacy-officer',
  'administrator',
  'receptionist',
);

export const moves = fc.oneof(
  /** Often: only who has left can come back. */
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('join' as const), patient, team, from: fc.option(hours) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('leave' as const), patient, team, at: past }) },
  fc.record({ do: fc.constant('role' as const), user, role: roles }),
  fc.record({
    do: fc.constant('place' as const),
    user,
    team,
    from: fc.option(hours),
    until: fc.option(hours),
  }),
  /** As an administrator changes who is in which team. */
  fc.record({ do: fc.constant('change' as const), user, team, stays: fc.boolean(), at: past }),
  /** As an administrator gives and ends one time in one team. */
  fc.record({
    do: fc.constant('member' as const),
    user,
    team,
    from: fc.option(hours),
    until: fc.option(hours),
    joins: fc.boolean(),
  }),
  /** Of three, so that the others' go on being asked with. */
  fc.record({ do: fc.constant('lose' as const), user: fc.nat(2) }),
  fc.record({
    do: fc.constant('visit' as const),
    user,
    patient,
    team,
    days: fc.integer({ min: -4, max: 4 }),
  }),
  fc.record({
    do: fc.constant('reason' as const),
    user,
    patient,
    kind: fc.constantFrom('cover' as const, 'claim' as const, 'break-glass' as const),
    from: past,
    hours: fc.constantFrom(1, 24, 100),
  }),
  fc.record({ do: fc.constant('revoke' as const), which: fc.nat() }),
  fc.record({
    do: fc.constant('restrict' as const),
    patient,
    code: fc.constantFrom('R', 'S', 'V', undefined),
  }),
  fc.record({
    do: fc.constant('label' as const),
    patient,
    note: fc.nat(2),
    label: fc.constantFrom('plain' as const, 'sensitive' as const, 'sealed' as const),
  }),
);
export type Move = typeof moves extends fc.Arbitrary<infer T> ? T : never;

const words = fc.constantFrom('GET' as const, 'POST' as const, 'PUT' as const, 'DELETE' as const);

export const requests = fc.oneof(
  {
    weight: 20,
    /** Goes on from what the user holds, or asks for the whole. */
    arbitrary: fc.record({ ask: fc.constant('caseload' as const), user, known: fc.boolean() }),
  },
  {
    weight: 50,
    arbitrary: fc.record({
      ask: fc.constant('packs' as const),
      user,
      patients: fc.uniqueArray(patient, { minLength: 1, maxLength: 3 }),
      /** Goes on from what the user holds, or asks for the whole. */
      since: fc.constantFrom(true, true, true, false),
    }),
  },
  { weight: 4, arbitrary: fc.record({ ask: fc.constant('claim' as const), user, patient }) },
  {
    weight: 4,
    arbitrary: fc.record({
      ask: fc.constant('write' as const),
      user,
      patient,
      written: past,
      over,
      /** A note of its own, the correction of one of the patient's, or a change of the plan. */
      about: fc.option(fc.constantFrom(0, 1, 2, 'plan' as const, 'plan' as const), { freq: 3 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ ask: fc.constant('held' as const), user }) },
  { weight: 4, arbitrary: fc.record({ ask: fc.constant('emergency' as const), user }) },
  { weight: 4, arbitrary: fc.record({ ask: fc.constant('find' as const), user, patient }) },
  { weight: 6, arbitrary: fc.record({ ask: fc.constant('sealed' as const), user }) },
  { weight: 2, arbitrary: fc.record({ ask: fc.constant('team' as const), user }) },
  {
    weight: 6,
    arbitrary: fc.record({
      ask: fc.constant('office' as const),
      user: fc.option(user),
      path: fc.constantFrom(...PAGES),
      method: fc.constantFrom('GET' as const, 'POST' as const),
      patient,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      ask: fc.constant('settle' as const),
      user,
      which: fc.nat(),
      accept: fc.boolean(),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      ask: fc.constant('journal' as const),
      user,
      owner: user,
      method: words,
      path: fc.constantFrom(
        '',
        '_changes',
        '_all_docs',
        '_bulk_get',
        '_revs_diff',
        '_local/x',
        '_pieces/0',
        '_design/x',
      ),
    }),
  },
  {
    weight: 8,
    /** With what a device shows of itself: nobody is signed in, or somebody, who need not be its user. */
    arbitrary: fc.record({
      ask: fc.constant('device' as const),
      user: fc.option(user, { freq: 3 }),
      device: user,
      /** Whose journal, where one is asked for. */
      owner: user,
      what: fc.constantFrom(...WHAT_DEVICES_ASK),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      ask: fc.constant('rights' as const),
      user,
      patient,
      written: past,
      over,
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      ask: fc.constant('other' as const),
      user: fc.option(user),
      route: fc.nat(),
      method: words,
      patient,
      fill: fc.nat(3),
    }),
  },
);
export type Asking = typeof requests extends fc.Arbitrary<infer T> ? T : never;

export type Step = { kind: 'move'; move: Move } | { kind: 'request'; asking: Asking };

export const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 1, arbitrary: moves.map((move) => ({ kind: 'move' as const, move })) },
  { weight: 8, arbitrary: requests.map((asking) => ({ kind: 'request' as const, asking })) },
);

export function hoursFromNow(count: number): number {
  return Date.now() + count * HOUR_MS;
}
