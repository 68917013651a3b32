import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FakeLocks } from '../../tests/support/device/world';
import { leaderLock } from '../lib/device/sync/leader-lock';
import { letPageGoFirst, PAGE_FIRST_MS } from './page-first';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Whether the service worker has begun after so many ms. */
async function beginsWithin(ms: number, locks: LockManager): Promise<boolean> {
  let begun = false;
  void letPageGoFirst(locks).then(() => {
    begun = true;
  });
  await vi.advanceTimersByTimeAsync(ms);
  return begun;
}

it('waits for nobody where no page is open', async () => {
  expect(await beginsWithin(0, new FakeLocks().manager)).toBe(true);
});

it('lets a page that syncs go first, and does not rely on it for longer', async () => {
  const locks = new FakeLocks().manager;
  void locks.request(leaderLock('nurse'), () => new Promise(() => undefined));
  await vi.advanceTimersByTimeAsync(0);
  expect(await beginsWithin(PAGE_FIRST_MS - 1, locks)).toBe(false);
  expect(await beginsWithin(PAGE_FIRST_MS, locks)).toBe(true);
});
