/**
 * Carries one journal: entries up, receipts down. Used by the data worker and by the service worker, which has no keys:
 * everything here is sealed.
 */
import type { Failure } from '../sync/failure';
import { remoteJournal, type JournalDatabase, type JournalDatabases } from './journal-db';
import { JournalFetch } from './journal-fetch';
import type { JournalRegistry } from './registry';
import { anyUnanswered, type Answered } from './unanswered';

export type ReplicateOutcome =
  /** Both ways done. `waiting`: some entry has no answer yet. */
  | { kind: 'done'; waiting: boolean }
  /** Nothing was sent: see `JournalRow.held`. */
  | { kind: 'held' }
  | Failure;

export interface ReplicateParts {
  databases: JournalDatabases;
  registry: JournalRegistry;
  locks: LockManager;
  /** Where the journals are served, without a slash at the end: `https://…/journals`. */
  address: string;
  ask: typeof fetch;
  now: () => number;
}

export interface ReplicateOptions {
  /**
   * Asks the server about every entry, not only about those it has not confirmed: a server restored from a backup may have
   * lost some.
   */
  thorough?: boolean;
  evenHeld?: boolean;
  /** Of this journal, kept from round to round. */
  answered?: Answered;
}

const BATCH = { batch_size: 50, batches_limit: 2 } as const;

/** The Web Lock of who carries or ends a journal: the data workers and the service worker take turns. */
export function journalLock(name: string): string {
  return `doorstep-journal-${name}`;
}

/** One round for journal `name`. Only one runs at a time on this device, whoever starts it. */
export async function replicateJournal(
  name: string,
  parts: ReplicateParts,
  { thorough = false, evenHeld = false, answered }: ReplicateOptions = {},
): Promise<ReplicateOutcome> {
  return parts.locks.request(journalLock(name), async () => {
    const row = await parts.registry.find(name);
    if (row?.held && !evenHeld) return { kind: 'held' };
    const address = `${parts.address}/${name}`;
    const watched = new JournalFetch(address, parts.ask);
    let local = parts.databases.open(name);
    const remote = remoteJournal(address, watched.fetch);
    const bothWays = async (options: PouchDB.Replication.ReplicateOptions) => {
      await local.replicate.to(remote, options);
      await confirm(name, local, remote, parts, thorough);
      await local.replicate.from(remote, options);
      // A server that went back to a backup during a round may hold a checkpoint of answers that it gives anew.
      if (thorough && (await anyUnanswered(local)))
        await local.replicate.from(remote, { ...options, checkpoint: false });
    };
    try {
      await Promise.race([bothWays(BATCH), watched.stalled]).catch(async (error: unknown) => {
        if (watched.failure) throw error;
        // It is this side that failed, perhaps over a checkpoint that is damaged: once more without any, on a fresh connection.
        await parts.databases.close(name);
        local = parts.databases.open(name);
        await Promise.race([bothWays({ ...BATCH, checkpoint: false }), watched.stalled]);
      });
    } catch (error) {
      if (watched.failure) return watched.failure;
      // The next round starts on a fresh connection too.
      await parts.databases.close(name);
      return { kind: 'server-error', status: statusOf(error) };
    } finally {
      watched.stop();
      await remote.close();
    }
    const waiting = await anyUnanswered(local, answered);
    if (!waiting && row) await parts.registry.clearWaiting(name, row.waiting);
    return { kind: 'done', waiting };
  });
}

/** Whether the server holds every entry of this journal, as far as it last said. */
export async function isTakenUp(
  name: string,
  { databases, registry }: Pick<ReplicateParts, 'databases' | 'registry'>,
): Promise<boolean> {
  const [revs, received] = await Promise.all([entryRevs(databases.open(name)), registry.received(name)]);
  return [...revs].every(([id, rev]) => received.get(id)?.rev === rev);
}

/**
 * Asks which entries the server's journal really holds, and remembers it. A replication that says "ok" is no proof: a
 * refused document is passed over silently, and its checkpoint moves on. What is missing is sent once more.
 */
async function confirm(
  name: string,
  local: JournalDatabase,
  remote: JournalDatabase,
  { registry, now }: ReplicateParts,
  thorough: boolean,
): Promise<void> {
  const [revs, received] = await Promise.all([entryRevs(local), registry.received(name)]);
  const doubtful = [...revs].filter(([id, rev]) => thorough || received.get(id)?.rev !== rev);
  let missing = await missingFrom(remote, doubtful);
  if (missing.size > 0) {
    await local.replicate.to(remote, { ...BATCH, checkpoint: false, doc_ids: [...missing] });
    missing = await missingFrom(
      remote,
      doubtful.filter(([id]) => missing.has(id)),
    );
  }
  const at = new Date(now()).toISOString();
  const there = doubtful.filter(([id, rev]) => !missing.has(id) && received.get(id)?.rev !== rev);
  await registry.markReceived(there.map(([docId, rev]) => ({ docId, journal: name, rev, at })));
  await registry.unmarkReceived([...missing]);
}

async function missingFrom(
  remote: JournalDatabase,
  docs: readonly (readonly [id: string, rev: string])[],
): Promise<Set<string>> {
  if (docs.length === 0) return new Set();
  const asked = Object.fromEntries(docs.map(([id, rev]) => [id, [rev]]));
  return new Set(Object.keys(await remote.revsDiff(asked)));
}

async function entryRevs(local: JournalDatabase): Promise<Map<string, string>> {
  const { rows } = await local.allDocs({ startkey: 'entry:', endkey: 'entry:\uffff' });
  return new Map(rows.map((row) => [row.id, row.value.rev]));
}

function statusOf(error: unknown): number {
  const status = (error as { status?: unknown } | undefined)?.status;
  return typeof status === 'number' ? status : 0;
}
