/** Ends the journals of past months: destroyed when all in them is filed, and has been for 30 days. */
import { JOURNAL_NAME } from '../../record/ids';
import type { Journal } from './journal';
import { stateOfOwn, type OwnEntry } from './own-entry';
import { journalLock, type ReplicateParts } from './replicate';

const KEPT_DAYS = 30;

/** Whether a journal of which these are all the entries may end at `now` (ms). A server restored from a backup may want it for a while. */
export function mayRetire(name: string, entries: readonly OwnEntry[], now: number): boolean {
  const thisMonth = new Date(now).toISOString().slice(0, 7);
  const month = JOURNAL_NAME.exec(name)?.[2];
  if (month === undefined || month >= thisMonth) return false;
  const latest = now - KEPT_DAYS * 86_400_000;
  return entries.every(
    (own) => stateOfOwn(own) === 'filed' && own.receipt !== undefined && Date.parse(own.receipt.at) < latest,
  );
}

/** `now` (ms) is the server's: by a clock of one's own that runs ahead, a journal would end before its time. */
export async function retireJournals(
  journal: Journal,
  { databases, registry, locks }: Pick<ReplicateParts, 'databases' | 'registry' | 'locks'>,
  now: number,
): Promise<void> {
  for (const name of journal.names()) {
    const entries = [...journal.entries.values()].filter((own) => own.journal === name);
    if (!mayRetire(name, entries, now)) continue;
    await locks.request(journalLock(name), async () => {
      // A clock that was set back may have brought a new entry into it meanwhile.
      if ((await registry.find(name))?.waiting !== '') return;
      journal.forget(name);
      await journal.unwitness(name);
      await databases.destroy(name);
      await registry.forget(name);
    });
  }
}
