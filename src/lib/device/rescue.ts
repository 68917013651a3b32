/**
 * For a browser in which nothing can be begun any more, since it opens no database of this site: what was written is carried
 * up from where it can still be read, and what the server does not hold is named. Only then may the storage be cleared.
 */
import type { Loss } from '../record/contact';
import { JOURNAL_NAME } from '../record/ids';
import type { Rescued } from './api';
import type { Enrolments } from './enrolments';
import { sendUp, type CarryUpParts } from './journal/carry-copies';
import type { EntryCopies } from './journal/entry-copies';
import { readableEntries } from './journal/send-up';
import type { ServerClient } from './sync/server-client';
import type { Sentinel } from './vault/sentinel';
import type { EntryWitness, ExpectedEntry } from './witness/entry-witness';
import type { LossBook } from './witness/loss-book';

export interface RescueParts extends CarryUpParts {
  entryCopies: EntryCopies;
  entryWitness: EntryWitness;
  losses: LossBook;
  sentinel: Sentinel;
  enrolments: Pick<Enrolments, 'find'>;
  server: Pick<ServerClient, 'contact'>;
  now: () => number;
  appVersion: string;
}

/** One try, for all users of this device. Can be done again: what is carried is carried, what is booked is booked. */
export async function rescue(parts: RescueParts): Promise<Rescued> {
  const { entryCopies, sentinel, losses } = parts;
  const copies = await entryCopies.listAll();
  const known = (await sentinel.vaults()).map(({ userHash }) => userHash);
  const rescued: Rescued = { waiting: 0, carried: 0, lost: { count: 0, writtenAt: [] }, drafts: 0 };
  for (const userHash of new Set([...known, ...copies.map((copy) => copy.userHash)])) {
    const expected = await parts.entryWitness.findOf(userHash);
    const copied = copies.filter((copy) => copy.userHash === userHash).map(({ journal }) => journal);
    for (const journal of new Set([...expected.keys(), ...copied])) {
      await rescueJournal(journal, userHash, expected.get(journal) ?? [], rescued, parts);
    }
    for (const { count, entries } of await losses.unread(userHash)) {
      rescued.lost.count += count;
      rescued.lost.writtenAt.push(...entries.flatMap(({ writtenAt }) => writtenAt ?? []));
    }
    rescued.drafts += (await sentinel.find(userHash))?.drafts ?? 0;
  }
  return rescued;
}

async function rescueJournal(
  journal: string,
  userHash: string,
  expected: readonly ExpectedEntry[],
  rescued: Rescued,
  parts: RescueParts,
): Promise<void> {
  const { entryCopies, entryWitness, losses } = parts;
  const docs = await readableEntries(journal, await entryCopies.findOf(userHash, journal));
  const outcome = await sendUp(
    journal,
    docs,
    expected.map(({ entryId }) => entryId),
    parts,
  );
  if (outcome.kind !== 'sent') {
    rescued.waiting += docs.length;
    rescued.failure = outcome.kind;
    return;
  }
  rescued.carried += docs.length;
  const gone = expected.filter(({ entryId }) => !outcome.held.has(entryId));
  if (gone.length > 0) {
    await losses.book(userHash, lossOf(gone, parts.now()));
    await entryWitness.remove(userHash, journal, new Set(gone.map(({ entryId }) => entryId)));
  }
  if (!(await tellLosses(journal, userHash, parts))) rescued.failure ??= 'server-error';
}

function lossOf(gone: readonly ExpectedEntry[], now: number): Loss {
  return {
    id: crypto.randomUUID(),
    noticedAt: new Date(now).toISOString(),
    count: gone.length,
    entries: gone.map(({ entryId, writtenAt }) => ({ entryId, writtenAt })),
  };
}

/** Before they are forgotten here. */
async function tellLosses(
  journal: string,
  userHash: string,
  { losses, enrolments, server, appVersion }: RescueParts,
): Promise<boolean> {
  const untold = await losses.untold(userHash);
  if (untold.length === 0) return true;
  const journalBase = JOURNAL_NAME.exec(journal)?.[1] ?? '';
  const credential = (await enrolments.find(journalBase))?.credential;
  const told = await server.contact({ journalBase, appVersion, unfiled: 0, losses: untold }, credential);
  if (told.kind !== 'told') return false;
  await losses.markTold(
    userHash,
    untold.map(({ id }) => id),
  );
  return true;
}
