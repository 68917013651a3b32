/** The code of screens that come next, fetched while nothing else is to do: the first tap of a day waits for none. */
import { preloadCode } from '$app/navigation';
import { calendarDate } from '../clinical/dates';
import { wallClock } from './wall-clock';
import { whenIdle } from './when-idle';

const AFTER_LOCK_SCREEN = ['/today'];
const AFTER_TODAY = ['/caseload', '/patients/any', '/patients/any/visit', '/outbox', '/ready'];

/** Returns how to leave it. */
export function fetchNext(isOpen: boolean): () => void {
  const fetchAll = async () => {
    // The first one that is written takes some 20 ms.
    calendarDate(wallClock());
    for (const path of isOpen ? AFTER_TODAY : AFTER_LOCK_SCREEN) await preloadCode(path);
  };
  return whenIdle(() => {
    // What can't be had now is asked for again by whoever goes there.
    void fetchAll().catch(() => undefined);
    return false;
  });
}
