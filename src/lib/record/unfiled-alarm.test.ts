import { expect, it } from 'vitest';
import { isUnfiledTooLong } from './unfiled-alarm';

const NOW = new Date('2026-11-23T08:00:00.000Z');

it('is too long after more than the set hours, and never when nothing is unfiled', () => {
  expect(isUnfiledTooLong('2026-11-22T08:00:00.000Z', 24, NOW)).toBe(false);
  expect(isUnfiledTooLong('2026-11-22T07:59:59.000Z', 24, NOW)).toBe(true);
  expect(isUnfiledTooLong('2026-11-22T07:59:59.000Z', 48, NOW)).toBe(false);
  expect(isUnfiledTooLong(undefined, 0, NOW)).toBe(false);
});
