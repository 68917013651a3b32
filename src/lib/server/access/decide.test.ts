import { describe, expect, it } from 'vitest';
import { ROLES } from '../../record/user';
import { isAllowed, type Action, type Question } from './decide';
import type { Reason } from './reason';

const now = new Date('2026-11-22T12:00:00.000Z');
const member: Reason = { kind: 'team', name: 'North' };
const left: Reason = { ...member, until: '2026-11-20T12:00:00.000Z' };
const claim: Reason = { kind: 'claim', name: 'Own word', from: '2026-11-22T09:00:00.000Z' };
const ask = (question: Partial<Question>) =>
  isAllowed({ role: 'community-nurse', action: 'read', reasons: [member], now, ...question });
const whoMay = (question: Partial<Question>) => ROLES.filter((role) => ask({ role, ...question }));

/** Written out a second time, so that a change of the table is a change that somebody meant. */
const CLINICIANS = ['community-nurse', 'gp', 'midwife', 'team-lead'];
const WHO: Record<Action, string[]> = {
  read: ['community-nurse', 'healthcare-assistant', 'gp', 'midwife', 'team-lead'],
  'read-reduced': ['care-home'],
  'read-sensitive': CLINICIANS,
  'read-sealed': CLINICIANS,
  write: ['community-nurse', 'healthcare-assistant', 'gp', 'midwife', 'team-lead'],
  'write-sealed': CLINICIANS,
  decide: CLINICIANS,
  claim: CLINICIANS,
  'break-glass': CLINICIANS,
  'settle-entry': ['team-lead', 'privacy-officer'],
  'review-access': ['privacy-officer'],
  'read-team-status': ['team-lead'],
  'manage-users': ['administrator'],
  'manage-teams': ['administrator'],
  'manage-devices': ['administrator'],
};
const ACTIONS = Object.keys(WHO) as Action[];
const ABOUT_PATIENTS = ACTIONS.slice(0, 7);

describe('isAllowed', () => {
  it.each(ACTIONS)('lets those roles %s that are meant to', (action) => {
    expect(whoMay({ action, shared: [{ own: {}, other: {} }] })).toEqual(WHO[action]);
  });

  it.each(ABOUT_PATIENTS)('lets nobody %s without a reason', (action) => {
    expect(whoMay({ action, reasons: [] })).toEqual([]);
    expect(whoMay({ action, reasons: [left] })).toEqual([]);
  });

  it.each(['', 'receptionist', 'constructor', '__proto__'])('lets the role "%s" do nothing', (role) => {
    expect(ACTIONS.filter((action) => ask({ role, action, shared: [{ own: {}, other: {} }] }))).toEqual([]);
  });

  it('shows nobody a patient who has left, and nobody one who is not there yet', () => {
    const reason = { ...member, from: '2026-11-22T12:00:00.000Z', until: '2026-11-22T13:00:00.000Z' };
    const at = (time: string) => ask({ reasons: [reason], now: new Date(`2026-11-22T${time}Z`) });
    expect(['11:59:59', '12:00:00', '12:59:59', '13:00:00'].map(at)).toEqual([false, true, true, false]);
    expect(ask({ reasons: [left, member] })).toBe(true);
  });

  it('opens the chart at one’s own word, but no sealed notes', () => {
    for (const reasons of [[claim], [{ ...claim, kind: 'break-glass' as const }]]) {
      expect(ask({ reasons })).toBe(true);
      expect(ask({ action: 'read-sealed', reasons })).toBe(false);
      expect(ask({ action: 'write-sealed', reasons })).toBe(true);
      expect(ask({ action: 'read-sealed', reasons: [...reasons, member] })).toBe(true);
    }
  });

  it('takes what was written before the patient left, for 30 days', () => {
    const write = (writtenAt: string, at = now) =>
      ask({ action: 'write', reasons: [left], writtenAt, now: at });
    expect(write('2026-11-20T11:59:59.000Z')).toBe(true);
    expect(write('2026-11-20T12:00:01.000Z')).toBe(false);
    expect(write('not a time')).toBe(false);
    expect(write('2026-11-20T11:59:59.000Z', new Date('2026-12-20T11:00:00.000Z'))).toBe(true);
    expect(write('2026-11-20T11:59:59.000Z', new Date('2026-12-20T13:00:00.000Z'))).toBe(false);
  });

  it('does not take what was written before there was a reason', () => {
    expect(ask({ action: 'write', reasons: [claim], writtenAt: '2026-11-22T08:59:59.000Z' })).toBe(false);
    expect(ask({ action: 'write', reasons: [claim], writtenAt: '2026-11-22T09:00:00.000Z' })).toBe(true);
  });

  it('lets a team lead see to the own team only, a privacy officer to all', () => {
    expect(whoMay({ action: 'settle-entry', shared: [] })).toEqual(['privacy-officer']);
    expect(whoMay({ action: 'read-team-status' })).toEqual([]);
  });

  it.each([
    // Who leads, and whose work it is: in the team now, until two days ago, or only from tomorrow on.
    ['now', 'now', true, true],
    ['now', 'ended', true, true],
    ['now', 'later', false, false],
    ['ended', 'now', false, false],
    ['ended', 'ended', false, false],
    ['later', 'now', false, false],
  ] as const)(
    'a team lead who is there %s, of somebody who is there %s: decides on what was written then %s, sees the devices %s',
    (lead, author, settles, told) => {
      const times = { now: {}, ended: { until: left.until }, later: { from: '2026-11-23T12:00:00.000Z' } };
      const shared = [{ own: times[lead], other: times[author] }];
      const of = { role: 'team-lead', shared, writtenAt: '2026-11-20T11:00:00.000Z' };
      expect(ask({ ...of, action: 'settle-entry' })).toBe(settles);
      expect(ask({ ...of, action: 'read-team-status' })).toBe(told);
    },
  );

  it('of whoever has left a team, its lead decides only on what was written before, and is told of devices for 30 days', () => {
    const of = { role: 'team-lead', shared: [{ own: {}, other: { until: left.until } }] };
    const settles = (writtenAt?: string) =>
      ask({ ...of, action: 'settle-entry', ...(writtenAt === undefined ? {} : { writtenAt }) });
    expect(settles('2026-11-20T11:59:59.000Z')).toBe(true);
    expect([settles('2026-11-20T12:00:00.000Z'), settles('not a time'), settles()]).toEqual([
      ...[false, false, false],
    ]);
    const told = (at: string) => ask({ ...of, action: 'read-team-status', now: new Date(at) });
    expect(told('2026-12-20T11:00:00.000Z')).toBe(true);
    expect(told('2026-12-20T13:00:00.000Z')).toBe(false);
  });
});
