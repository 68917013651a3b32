/** A page with an open vault sends by itself, right after each save: doing the same beside it would keep it from what it shows. */
import { isLeaderLock } from '../lib/device/sync/leader-lock';

/** So long a page has to send and to hear the answer. */
export const PAGE_FIRST_MS = 5_000;

/** Resolves at once when no such page is open, and otherwise when it has had its time: it may be killed meanwhile. */
export async function letPageGoFirst(locks: Pick<LockManager, 'query'>): Promise<void> {
  const { held = [] } = await locks.query();
  if (!held.some(({ name = '' }) => isLeaderLock(name))) return;
  await new Promise((resolve) => setTimeout(resolve, PAGE_FIRST_MS));
}
