/** Whether entries of a journal still wait for the server. */
import * as v from 'valibot';
import { EntryDocSchema, ReceiptDocSchema } from '../../record/journal-docs';
import { receiptDocId } from '../../record/ids';
import { sealHash } from '../../record/seal';
import { answerOf } from './answer';
import type { JournalDatabase } from './journal-db';

/** By an entry's id: the revisions of it and of its receipt that were found to be entry and answer. */
export type Answered = Map<string, string>;

const ENTRY = 'entry:';

/**
 * One that waits for a person (refused, decision) does not. `answered`: what was found before and is as it was is not read
 * and hashed again: a journal holds a month, and there is a round after each save.
 */
export async function anyUnanswered(
  local: JournalDatabase,
  answered: Answered = new Map(),
): Promise<boolean> {
  const { rows } = await local.allDocs();
  const revs = new Map(rows.map((row) => [row.id, row.value.rev]));
  const open = [...revs.keys()].filter(
    (id) => id.startsWith(ENTRY) && answered.get(id) !== `${revs.get(id)} ${revs.get(receiptOf(id))}`,
  );
  const docs = await docsOf(
    local,
    open.flatMap((id) => [id, receiptOf(id)]),
  );
  for (const id of open) {
    const [doc, receiptDoc] = [docs.get(id), docs.get(receiptOf(id))];
    const entry = v.safeParse(EntryDocSchema, doc);
    if (!entry.success) continue;
    const receipt = v.safeParse(ReceiptDocSchema, receiptDoc);
    const hash = await sealHash(entry.output.sealed);
    if (!answerOf(entry.output, hash, receipt.success ? receipt.output : undefined)) return true;
    answered.set(id, `${doc?._rev} ${receiptDoc?._rev}`);
  }
  return false;
}

async function docsOf(local: JournalDatabase, keys: string[]) {
  const { rows } = keys.length > 0 ? await local.allDocs({ keys, include_docs: true }) : { rows: [] };
  return new Map(rows.flatMap((row) => ('doc' in row && row.doc ? [[row.id, row.doc] as const] : [])));
}

function receiptOf(entryDocId: string): string {
  return receiptDocId(entryDocId.slice(ENTRY.length));
}
