import { describe, expect, it } from 'vitest';
import { verdictOf, type ReadinessFacts } from './verdict';

const now = new Date('2026-11-22T07:45:00Z');
const good: ReadinessFacts = {
  total: 2,
  down: 2,
  patients: [
    { visitToday: true, record: true, current: true },
    { visitToday: false, record: true, current: true },
  ],
  asOf: '2026-11-22T07:40:00Z',
  leaseUntil: '2026-11-25T07:40:00Z',
  storage: { persistent: true, usedBytes: 1_000_000, quotaBytes: 1_000_000_000 },
  unsent: 0,
};
const verdict = (change: Partial<ReadinessFacts>) => verdictOf({ ...good, ...change }, now);

describe('verdictOf', () => {
  it('is ready only when nothing speaks against it', () => {
    expect(verdict({})).toEqual({ level: 'ready', words: 'Ready to leave', why: [] });
  });

  it.each<[string, Partial<ReadinessFacts>]>([
    ['an empty caseload', { total: 0, down: 0, patients: [] }],
    [
      'a patient of today who is missing',
      { patients: [{ visitToday: true, record: false, current: false }] },
    ],
    ['an ended lease', { leaseUntil: '2026-11-22T07:45:00Z' }],
    ['an ended lease, whatever the device’s own clock says', { leaseEnded: true }],
  ])('is not ready with %s', (_, change) => {
    expect(verdict(change).level).toBe('not-ready');
    expect(verdict(change).why).not.toEqual([]);
  });

  it('is not ready before the first contact, and gives that one reason', () => {
    const { asOf: _, ...never } = good;
    expect(verdictOf(never, now)).toMatchObject({ level: 'not-ready', why: [expect.any(String)] });
  });

  it.each<[string, Partial<ReadinessFacts>]>([
    ['patients of other days who are missing', { down: 1 }],
    ['an old version', { patients: [{ visitToday: true, record: true, current: false }] }],
    ['a lease that ends within the shift', { leaseUntil: '2026-11-22T19:00:00Z' }],
    ['a last contact of yesterday', { asOf: '2026-11-21T07:40:00Z' }],
    ['storage that is not persistent', { storage: { persistent: false } }],
    ['little room', { storage: { persistent: true, usedBytes: 990_000_000, quotaBytes: 1_000_000_000 } }],
    ['unsent entries', { unsent: 1 }],
  ])('says so and lets go with %s', (_, change) => {
    expect(verdict(change).level).toBe('check');
    expect(verdict(change).why).toHaveLength(1);
  });
});
