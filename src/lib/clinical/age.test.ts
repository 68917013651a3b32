import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ageOn } from './age';
import { addDays } from './dates';

describe('an age', () => {
  it.each([
    ['1942-11-22', '2026-11-22', 84, '84y'],
    ['1942-11-23', '2026-11-22', 83, '83y'],
    ['2010-11-22', '2026-11-21', 15, '15y 11m'],
    ['2010-11-22', '2026-11-22', 16, '16y 0m'],
    ['2026-06-10', '2026-11-22', 0, '5m 12d'],
    ['2026-11-22', '2026-11-22', 0, '0d'],
    ['2026-11-13', '2026-11-22', 0, '9d'],
    ['2026-01-31', '2026-02-28', 0, '0m 28d'],
    ['2026-01-31', '2026-03-01', 0, '1m 1d'],
    ['2024-02-29', '2025-02-28', 0, '11m 30d'],
    ['2024-02-29', '2026-03-01', 2, '2y 0m'],
  ])('born %s, on %s: %i years, “%s”', (born, on, years, words) => {
    expect(ageOn(born, on)).toEqual({ years, words });
  });

  it('is by the calendar of the United Kingdom for an instant', () => {
    expect(ageOn('2010-07-01', new Date('2026-06-30T23:30:00Z'))?.years).toBe(16);
    expect(ageOn('2010-07-01', new Date('2026-06-30T22:30:00Z'))?.years).toBe(15);
  });

  it('is the youngest it may be when the date is known in part', () => {
    expect(ageOn('2010', '2026-11-22')).toEqual({ years: 15, words: '15–16y' });
    expect(ageOn('2010-11', '2026-11-22')).toEqual({ years: 15, words: '15–16y' });
    expect(ageOn('1942-03', '2026-11-22')).toEqual({ years: 84, words: '84y' });
    expect(ageOn('2026', '2026-11-22')).toEqual({ years: 0, words: '0y' });
  });

  it('is unknown before birth and for what is no date', () => {
    expect(ageOn('2026-11-23', '2026-11-22')).toBeUndefined();
    expect(ageOn('2027', '2026-11-22')).toBeUndefined();
    expect(ageOn('unknown', '2026-11-22')).toBeUndefined();
  });

  it('never falls as days go by', () => {
    fc.assert(
      fc.property(fc.nat(40_000), fc.nat(36_000), (bornAfter, days) => {
        const born = addDays('1920-01-01', bornAfter);
        const on = addDays(born, days);
        const [today, tomorrow] = [ageOn(born, on), ageOn(born, addDays(on, 1))];
        expect(today?.words).not.toMatch(/-\d|NaN/);
        expect(tomorrow?.years ?? 0).toBeGreaterThanOrEqual(today?.years ?? 0);
      }),
    );
  });
});
