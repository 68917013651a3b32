/**
 * Carries up entries that stand in their second place only: a browser has lost the journal that they were in, or opens no
 * database of this site any more. Needs no key and no database. The copies stay until an answer is known.
 */
import type { Failure } from '../sync/failure';
import { entryDocId } from '../../record/ids';
import type { EntryCopies, OwnedCopy } from './entry-copies';
import { remoteJournal, storedJournals } from './journal-db';
import { JournalFetch } from './journal-fetch';
import { journalLock, type ReplicateParts } from './replicate';
import type { RevisedDoc } from './revised-doc';
import { sendAll } from './send-up';

export type CarryUpParts = Pick<ReplicateParts, 'locks' | 'address' | 'ask'>;

/** Copies of journals that are not in this browser's databases; all of them when it does not even list those. */
export async function copiesAlone(copies: EntryCopies): Promise<OwnedCopy[]> {
  const all = await copies.listAll();
  if (all.length === 0) return [];
  const stored = new Set(await storedJournals().catch(() => []));
  return all.filter(({ journal }) => !stored.has(journal));
}

/** Of one user's journals, each as a whole. Answers which of the given copies the server holds now. */
export async function carryCopies(
  alone: readonly OwnedCopy[],
  copies: EntryCopies,
  parts: CarryUpParts,
): Promise<{ carried: OwnedCopy[]; failed: boolean }> {
  const carried: OwnedCopy[] = [];
  let failed = false;
  for (const journal of new Set(alone.map((copy) => copy.journal))) {
    const names = alone.filter((copy) => copy.journal === journal);
    const found = await Promise.all(names.map((name) => copies.find(name.userHash, name)));
    const docs = found.filter((doc) => doc !== undefined);
    const outcome = await sendUp(journal, docs, [], parts);
    if (outcome.kind === 'sent') carried.push(...names);
    else failed = true;
  }
  return { carried, failed };
}

/** `sent`: the server's journal holds every one of `docs`. `held`: which of the entries `asked` for it holds as well. */
export async function sendUp(
  name: string,
  docs: readonly RevisedDoc[],
  asked: readonly string[],
  { locks, address, ask }: CarryUpParts,
): Promise<{ kind: 'sent'; held: ReadonlySet<string> } | Failure> {
  return locks.request(journalLock(name), async () => {
    const watched = new JournalFetch(`${address}/${name}`, ask);
    const remote = remoteJournal(`${address}/${name}`, watched.fetch);
    const send = async () => {
      await sendAll(docs, remote);
      if (asked.length === 0) return new Set<string>();
      const { rows } = await remote.allDocs({ keys: asked.map(entryDocId) });
      return new Set(asked.filter((_, i) => rows[i] !== undefined && !('error' in rows[i])));
    };
    try {
      return { kind: 'sent' as const, held: await Promise.race([send(), watched.stalled]) };
    } catch {
      return watched.failure ?? { kind: 'server-error' as const, status: 0 };
    } finally {
      watched.stop();
      await remote.close();
    }
  });
}
