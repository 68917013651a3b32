import { expect, it } from 'vitest';
import { caseloadOf } from '../../../tests/support/device/packs';
import { isLeaseEnded, leaseUntil } from './lease';

const held = { caseload: { ...caseloadOf([]), leaseHours: 24 }, confirmedAt: '2026-11-22T07:52:00.000Z' };

it('runs for so many hours from the last confirmation', () => {
  expect(leaseUntil(held)).toBe('2026-11-23T07:52:00.000Z');
  expect(leaseUntil(undefined)).toBeUndefined();
});

it('ends after that, and not before', () => {
  const end = Date.parse('2026-11-23T07:52:00.000Z');
  expect([isLeaseEnded(held, end), isLeaseEnded(held, end + 1)]).toEqual([false, true]);
  expect(isLeaseEnded(undefined, end)).toBe(false);
});
