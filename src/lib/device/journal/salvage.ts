/**
 * Puts a damaged journal right: what can be read of it goes to the server, sealed as it is; once the server holds that,
 * the journal is deleted and fetched anew. Needs no key.
 */
import * as v from 'valibot';
import type { Failure } from '../sync/failure';
import { remoteJournal, type JournalDatabase } from './journal-db';
import { JournalFetch } from './journal-fetch';
import { deleteRawJournal, readRawJournal } from './raw-journal';
import { journalLock, type ReplicateParts } from './replicate';
import { generationOf, RevisedDocSchema, type RevisedDoc } from './revised-doc';

const AT_ONCE = 50;

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

/** The newest revision of each entry that can be read; where there is a copy of it, the copy: its bytes are checked. */
async function readableEntries(name: string, copies: readonly RevisedDoc[]): Promise<RevisedDoc[]> {
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

/** Rejects unless the server has every one of them in the end. */
async function sendAll(docs: readonly RevisedDoc[], remote: JournalDatabase): Promise<void> {
  const revisions = Object.fromEntries(docs.map(({ _id, _rev }) => [_id, [_rev]]));
  if (docs.length === 0) return;
  const missing = new Set(Object.keys(await remote.revsDiff(revisions)));
  const wanted = docs.filter(({ _id }) => missing.has(_id)).map(withRevisions);
  for (let i = 0; i < wanted.length; i += AT_ONCE) {
    await remote.bulkDocs(wanted.slice(i, i + AT_ONCE), { new_edits: false });
  }
  const still = Object.keys(await remote.revsDiff(revisions));
  if (still.length > 0) throw new Error('The server did not take what was salvaged');
}

function withRevisions(doc: RevisedDoc) {
  const [generation = '', hash = ''] = doc._rev.split('-');
  return { ...doc, _revisions: { start: Number(generation), ids: [hash] } };
}
