import { expect, it } from 'vitest';
import { addDays, dateInUk } from './calendar';

it('takes the date from the clock on a wall in the United Kingdom', () => {
  expect(dateInUk(new Date('2026-06-30T22:59:00Z'))).toBe('2026-06-30');
  expect(dateInUk(new Date('2026-06-30T23:01:00Z'))).toBe('2026-07-01');
  expect(dateInUk(new Date('2026-12-31T23:59:00Z'))).toBe('2026-12-31');
});

it('counts days over the ends of months and years', () => {
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  expect(addDays('2028-03-01', -1)).toBe('2028-02-29');
});
