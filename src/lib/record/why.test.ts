import { describe, expect, it } from 'vitest';
import { caseloadAt, openUntil, whyInWords } from './why';

const NOW = Date.parse('2026-11-22T12:00:00.000Z');
const glass = (until: string) => ({ kind: 'break-glass' as const, name: 'Emergency access', until });
const over = glass('2026-11-22T12:00:00.000Z');
const open = glass('2026-11-22T12:30:00.000Z');
const team = { kind: 'team' as const, name: 'North' };
const row = (patientId: string, ...why: (typeof open | typeof team)[]) => ({ patientId, version: '1', why });
const visit = (patientId: string) => ({ patientId }) as never;

describe('reasons on the device', () => {
  it('end when the end that was named has come', () => {
    const caseload = {
      rows: [row('a', team), row('b', over), row('c', open), row('d', over, team), row('e')],
      visits: [visit('a'), visit('b')],
    };
    const { rows, visits } = caseloadAt(caseload, NOW);
    expect(rows.map(({ patientId }) => patientId)).toEqual(['a', 'c', 'd', 'e']);
    expect(visits).toEqual([visit('a')]);
  });

  it('tell broken glass from any other', () => {
    expect(openUntil(row('a', open, over), NOW)).toBe(open.until);
    expect(openUntil(row('a', open, team), NOW)).toBeUndefined();
    expect(openUntil(row('a', over), NOW)).toBeUndefined();
  });
});

it('reasons are told in words, with the end that is known', () => {
  expect(whyInWords(team)).toBe('Team: North');
  expect(whyInWords({ kind: 'cover', name: 'North', until: '2026-12-06T00:00:00.000Z' })).toBe(
    'Cover: North, until 6 Dec 2026, 00:00',
  );
  expect(whyInWords({ kind: 'cover', name: 'Cover' })).toBe('Cover');
  expect(whyInWords({ kind: 'visit', name: 'Leg ulcer dressing' })).toBe('Visit: Leg ulcer dressing');
  expect(whyInWords({ kind: 'claim', name: 'Added by you' })).toBe(
    'You said that you are seeing this patient',
  );
  expect(whyInWords(open)).toBe('Emergency: you broke the glass, until 22 Nov 2026, 12:30');
});
