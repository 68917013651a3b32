/** Writing one document of a journal, so that the answer is true: written to the disk, or not at all. */
import type { EntryDoc } from '../../record/journal-docs';
import { isQuotaExceeded } from '../quota';
import type { JournalDatabase, JournalDatabases } from './journal-db';

export type WriteOutcome =
  { kind: 'written'; rev: string } | { kind: 'disk-full' } | { kind: 'failed'; cause: unknown };

/** Writes `doc`; with `_rev`, over that revision. `written` means that a strict transaction has completed. */
export async function writeEntryDoc(
  databases: JournalDatabases,
  name: string,
  doc: EntryDoc & { _rev?: string },
): Promise<WriteOutcome> {
  const outcome = await tryToWrite(databases, name, doc);
  // A browser may close a connection at any time, and what comes over it then fails: once more on a fresh one.
  return outcome.kind === 'failed' ? tryToWrite(databases, name, doc) : outcome;
}

async function tryToWrite(
  databases: JournalDatabases,
  name: string,
  doc: EntryDoc & { _rev?: string },
): Promise<WriteOutcome> {
  try {
    const { rev } = await databases.open(name).put(doc);
    return { kind: 'written', rev };
  } catch (cause) {
    // The connection is not to be trusted after a failed write, and neither is the word "failed".
    await databases.close(name);
    const rev = await findWritten(databases.open(name), doc).catch(() => undefined);
    if (rev !== undefined) return { kind: 'written', rev };
    // Nor is one that was opened on a full disk, when there is room again.
    await databases.close(name);
    return isQuotaExceeded(cause) ? { kind: 'disk-full' } : { kind: 'failed', cause };
  }
}

/** The revision under which exactly this document stands in the journal, if it does. */
async function findWritten(database: JournalDatabase, doc: EntryDoc): Promise<string | undefined> {
  const { rows } = await database.allDocs<EntryDoc>({ keys: [doc._id], include_docs: true });
  const row = rows[0];
  if (!row || 'error' in row) return undefined;
  return row.doc?.sealed.tag === doc.sealed.tag ? row.value.rev : undefined;
}
