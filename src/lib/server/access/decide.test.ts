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
    expect(whoMay({ action, sharesTeam: true })).toEqual(WHO[action]);
  });

  it.each(ABOUT_PATIENTS)('lets nobody %s without a reason', (action) => {
    expect(whoMay({ action, reasons: [] })).toEqual([]);
    expect(whoMay({ action, reasons: [left] })).toEqual([]);
  });

  it.each(['', 'receptionist', 'constructor', '__proto__'])('lets the role "%s" do nothing', (role) => {
    expect(ACTIONS.filter((action) => ask({ role, action, sharesTeam: true }))).toEqual([]);
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
    expect(whoMay({ action: 'settle-entry', sharesTeam: false })).toEqual(['privacy-officer']);
    expect(whoMay({ action: 'read-team-status' })).toEqual([]);
  });
});
