/** The code of screens that come next, fetched while nothing else is to do: the first tap of a day waits for none. */
import { preloadCode } from '$app/navigation';
import { calendarDate } from '../clinical/dates';
import { wallClock } from './wall-clock';

const AFTER_LOCK_SCREEN = ['/today'];
const AFTER_TODAY = ['/caseload', '/patients/any', '/patients/any/visit', '/outbox', '/ready'];
/** Where a browser does not tell when it is idle (Safari). */
const SOON_MS = 500;

/** Returns how to leave it. */
export function fetchNext(isOpen: boolean): () => void {
  const fetchAll = async () => {
    // The first one that is written takes some 20 ms.
    calendarDate(wallClock());
    for (const path of isOpen ? AFTER_TODAY : AFTER_LOCK_SCREEN) await preloadCode(path);
  };
  // What can't be had now is asked for again by whoever goes there.
  const begin = () => void fetchAll().catch(() => undefined);
  if (!('requestIdleCallback' in globalThis)) {
    const timer = setTimeout(begin, SOON_MS);
    return () => {
      clearTimeout(timer);
    };
  }
  const idle = requestIdleCallback(begin);
  return () => {
    cancelIdleCallback(idle);
  };
}
