import { describe, expect, it } from 'vitest';
import { caseloadOf as caseloadOn, packOf, patientIdOf } from '../../../tests/support/device/packs';
import { cardOf } from '../record/card';
import type { Visit } from '../record/caseload';
import { cardsOf, caseloadOf, readinessOf, todayOf, type Held } from './lists';

const visit = (id: string, n: number, time: string, change: Partial<Visit> = {}): Visit => ({
  id,
  patientId: patientIdOf(n),
  date: '2026-11-22',
  time,
  minutes: 20,
  place: 'at home',
  reason: 'Insulin',
  due: [],
  practitionerId: 'nurse',
  ...change,
});

function held(change: Partial<Held> = {}): Held {
  const caseload = caseloadOn([
    [1, '1.a'],
    [2, '2.b'],
    [3, '1.a'],
  ]);
  caseload.visits = [
    visit('late', 2, '11:00'),
    visit('early', 1, '08:00'),
    visit('not-down', 3, '09:00', { practitionerId: undefined as never }),
    visit('tomorrow', 1, '07:00', { date: '2026-11-23' }),
    visit('a colleague’s', 1, '07:30', { practitionerId: 'nurse2' }),
  ];
  const cards = new Map([1, 2].map((n) => [patientIdOf(n), { version: '1.a', card: cardOf(packOf(n)) }]));
  const contact = { caseload, confirmedAt: '2026-11-22T07:52:00.000Z' };
  return {
    caseload: contact,
    cards,
    userId: 'nurse',
    today: '2026-11-22',
    asOf: contact.confirmedAt,
    leaseEnded: false,
    leaseUntil: '2026-11-23T07:52:00.000Z',
    recorded: new Set(['late']),
    ...change,
  };
}

describe('Today', () => {
  it('is this clinician’s visits of the day in order of time, with what is down', () => {
    const view = todayOf(held());
    expect(view).toMatchObject({ date: '2026-11-22', asOf: '2026-11-22T07:52:00.000Z' });
    expect(view.visits.map(({ visit, card }) => [visit.id, card?.patientId])).toEqual([
      ['early', patientIdOf(1)],
      ['not-down', undefined],
      ['late', patientIdOf(2)],
    ]);
    expect(view.visits.map(({ recorded }) => recorded)).toEqual([undefined, undefined, true]);
  });
});

describe('the caseload', () => {
  it('counts everybody, and shows those who are down', () => {
    const view = caseloadOf(held());
    expect([view.total, view.cards.length]).toEqual([3, 2]);
  });
});

describe('Ready to leave', () => {
  it('says of each patient what is down and whether it is current, today’s first', () => {
    const view = readinessOf(held(), { count: 2, oldest: '2026-11-21T10:00:00.000Z' }, { persistent: true });
    expect(view).toMatchObject({ total: 3, down: 2, unsent: 2, leaseUntil: '2026-11-23T07:52:00.000Z' });
    expect(view.patients.map(({ patientId, current, record }) => [patientId, current, record])).toEqual([
      [patientIdOf(3), false, false],
      [patientIdOf(1), true, true],
      [patientIdOf(2), false, true],
    ]);
  });
});

it('shows nothing of any patient when the lease has ended', () => {
  const ended = held({ leaseEnded: true });
  const views = [
    todayOf(ended),
    caseloadOf(ended),
    cardsOf(ended),
    readinessOf(ended, { count: 0 }, { persistent: true }),
  ];
  expect(JSON.stringify(views)).not.toMatch(/testperson|p0000|at home|Insulin/i);
  expect(views[0]).toMatchObject({ leaseEnded: true });
  expect(views[1]).toMatchObject({ leaseEnded: true, total: 3 });
});
