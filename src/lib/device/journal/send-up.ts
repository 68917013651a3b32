/** Sends a journal's entries up from wherever they can still be read, sealed as they are. Needs no key, and no database of its own. */
import * as v from 'valibot';
import type { JournalDatabase } from './journal-db';
import { readRawJournal } from './raw-journal';
import { generationOf, RevisedDocSchema, type RevisedDoc } from './revised-doc';

export const AT_ONCE = 50;

/** The newest revision of each entry that can be read; where there is a copy of it, the copy: its bytes are checked. */
export async function readableEntries(name: string, copies: readonly RevisedDoc[]): Promise<RevisedDoc[]> {
  const newest = new Map<string, RevisedDoc>();
  for (const doc of (await readRawJournal(name)).docs) {
    const parsed = v.safeParse(RevisedDocSchema, doc);
    if (parsed.success) newest.set(parsed.output._id, parsed.output);
  }
  for (const copy of copies) {
    const stored = newest.get(copy._id)?._rev ?? '0';
    if (generationOf(copy._rev) >= generationOf(stored)) newest.set(copy._id, copy);
  }
  return [...newest.values()];
}

/** Resolves when the server's journal holds every one of them; rejects otherwise. */
export async function sendAll(docs: readonly RevisedDoc[], remote: JournalDatabase): Promise<void> {
  const revisions = Object.fromEntries(docs.map(({ _id, _rev }) => [_id, [_rev]]));
  if (docs.length === 0) return;
  const missing = new Set(Object.keys(await remote.revsDiff(revisions)));
  const wanted = docs.filter(({ _id }) => missing.has(_id)).map(withRevisions);
  for (let i = 0; i < wanted.length; i += AT_ONCE) {
    await remote.bulkDocs(wanted.slice(i, i + AT_ONCE), { new_edits: false });
  }
  const still = Object.keys(await remote.revsDiff(revisions));
  if (still.length > 0) throw new Error('The server did not take what was sent up');
}

function withRevisions(doc: RevisedDoc) {
  const [generation = '', hash = ''] = doc._rev.split('-');
  return { ...doc, _revisions: { start: Number(generation), ids: [hash] } };
}
