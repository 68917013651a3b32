/**
 * Puts a damaged journal right: what can be read of it goes to the server, sealed as it is; once the server holds that,
 * the journal is deleted and fetched anew. Needs no key.
 */
import type { Failure } from '../sync/failure';
import { remoteJournal } from './journal-db';
import { JournalFetch } from './journal-fetch';
import { deleteRawJournal } from './raw-journal';
import { journalLock, type ReplicateParts } from './replicate';
import type { RevisedDoc } from './revised-doc';
import { AT_ONCE, readableEntries, sendAll } from './send-up';

/** `copies` are those of this journal's entries. Nothing is deleted here unless the server holds all that could be read. */
export async function salvageJournal(
  name: string,
  userHash: string,
  copies: readonly RevisedDoc[],
  { databases, registry, locks, address, ask }: ReplicateParts,
): Promise<{ kind: 'salvaged' } | { kind: 'held' } | Failure> {
  return locks.request(journalLock(name), async () => {
    const held = (await registry.find(name))?.held ?? false;
    if (held) return { kind: 'held' };
    const watched = new JournalFetch(`${address}/${name}`, ask);
    const remote = remoteJournal(`${address}/${name}`, watched.fetch);
    const bothWays = async () => {
      await sendAll(await readableEntries(name, copies), remote);
      await databases.close(name);
      // A full disk makes a sound journal look damaged, and would take nothing back: on one, nothing is deleted.
      await registry.markWaiting(name, userHash, held);
      await deleteRawJournal(name);
      await registry.forget(name);
      await registry.markWaiting(name, userHash, held);
      await databases.open(name).replicate.from(remote, { batch_size: AT_ONCE, checkpoint: false });
    };
    try {
      await Promise.race([bothWays(), watched.stalled]);
      return { kind: 'salvaged' };
    } catch {
      await databases.close(name);
      return watched.failure ?? { kind: 'server-error', status: 0 };
    } finally {
      watched.stop();
      await remote.close();
    }
  });
}
