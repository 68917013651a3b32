import { describe, expect, it } from 'vitest';
import { eddFromLastPeriod, gestationOn } from './gestation';

describe('gestation', () => {
  // Last period, EDD, a day and the gestation on it: worked by calendar, across leap days and changes of the clock.
  it.each([
    ['2026-01-01', '2026-10-08', '2026-03-26', '12+0'],
    ['2025-05-31', '2026-03-07', '2025-12-25', '29+5'],
    ['2024-02-29', '2024-12-05', '2024-09-01', '26+3'],
    ['2026-03-29', '2027-01-03', '2026-10-25', '30+0'],
    ['2025-12-31', '2026-10-07', '2026-10-07', '40+0'],
  ])('last period %s: EDD %s, on %s %s', (lastPeriod, edd, on, words) => {
    expect(eddFromLastPeriod(lastPeriod)).toBe(edd);
    expect(gestationOn(edd, on)?.words).toBe(words);
  });

  it('ends four weeks past term, and does not begin before its reckoning', () => {
    expect(gestationOn('2026-10-08', '2026-11-05')?.words).toBe('44+0');
    expect(gestationOn('2026-10-08', '2026-11-06')).toBeUndefined();
    expect(gestationOn('2026-10-08', '2025-12-31')).toBeUndefined();
    expect(gestationOn('unknown', '2026-01-01')).toBeUndefined();
  });
});
