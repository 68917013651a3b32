/** One entry of this user’s journal with all that is known of it, and what follows from that. */
import { sealedCategoryOf, type Entry } from '../../record/entry';
import { entryDocId } from '../../record/ids';
import type { EntryDoc, ReceiptDoc } from '../../record/journal-docs';
import { isWaiting, type EntryState, type OutboxItem } from '../../record/outbox';
import { refusalWords, type ReceiptDetail } from '../../record/receipt';
import { summaryOf } from '../../record/summary';
import { answerOf, stateOf, type Answer } from './answer';

export interface OwnEntry {
  entryId: string;
  /** Name of the journal that holds it. */
  journal: string;
  doc: EntryDoc & { _rev: string };
  /** `sealHash` of what is sealed in `doc`. */
  hash: string;
  /** Undefined when it could not be opened: it is listed all the same. */
  entry: Entry | undefined;
  receipt?: ReceiptDoc;
  detail?: ReceiptDetail;
  /** When the server was first known to hold it. */
  receivedAt?: string;
  /** When the author set it aside, and why. */
  aside?: { at: string; reason: string };
}

export function entryIdOf({ _id }: EntryDoc): string {
  return _id.slice(entryDocId('').length);
}

/** Sealed for the vault whose key is named `kid`, and can't be opened: its bytes are not those that were written. */
export function isSpoilt({ entry, doc }: OwnEntry, kid: string): boolean {
  return entry === undefined && doc.sealed.recipients.some(({ header }) => header.kid === kid);
}

export function answerTo(own: OwnEntry): Answer | undefined {
  return answerOf(own.doc, own.hash, own.receipt);
}

export function stateOfOwn(own: OwnEntry): EntryState {
  const state = stateOf({
    answer: answerTo(own),
    received: own.receivedAt !== undefined,
    setAside: own.aside !== undefined,
  });
  // Setting aside is recorded in the journal, here and on the server: a refusal to file the act itself asks nothing more.
  return state === 'refused' && own.entry?.body.kind === 'set-aside' ? 'set-aside' : state;
}

/** Those of `entries` that another of them sets aside. */
export function markSetAside(entries: ReadonlyMap<string, OwnEntry>): void {
  for (const { entry } of entries.values()) {
    if (entry?.body.kind !== 'set-aside') continue;
    const target = entries.get(entry.body.entryId);
    if (target) target.aside = { at: entry.writtenAt, reason: entry.body.reason };
  }
}

/** Of a journal's entries, those that the server is known to hold as they stand: an older attempt does not count. */
export function noteReceived(
  entries: ReadonlyMap<string, OwnEntry>,
  journal: string,
  received: ReadonlyMap<string, { rev: string; at: string }>,
): void {
  for (const own of entries.values()) {
    if (own.journal !== journal) continue;
    const row = received.get(own.doc._id);
    if (row?.rev === own.doc._rev) own.receivedAt = row.at;
    else delete own.receivedAt;
  }
}

/** The outbox, newest first. `nameOf` knows the patients who are on this device. */
export function outboxOf(
  entries: Iterable<OwnEntry>,
  nameOf: (patientId: string) => string | undefined,
): OutboxItem[] {
  return [...entries]
    .map((own) => outboxItemOf(own, nameOf))
    .sort((a, b) => b.writtenAt.localeCompare(a.writtenAt));
}

/** The outbox's line for an entry. `nameOf` knows the patients who are on this device. */
export function outboxItemOf(own: OwnEntry, nameOf: (patientId: string) => string | undefined): OutboxItem {
  const state = stateOfOwn(own);
  const { entry } = own;
  const stateAt = stateAtOf(own, state);
  const item = {
    entryId: own.entryId,
    state,
    ...(stateAt === undefined ? {} : { stateAt }),
    ...detailOf(own, state),
  };
  if (!entry) {
    return {
      ...item,
      patientId: '',
      patientName: 'Patient not known',
      kind: 'note',
      summary: 'This entry can not be opened on this device. It is kept, and sent as it is.',
      writtenAt: own.receivedAt ?? '',
      clockAdjusted: false,
    };
  }
  return {
    ...item,
    patientId: entry.patientId,
    patientName: nameOf(entry.patientId) ?? entry.patientName ?? 'Patient not on this device',
    kind: entry.body.kind,
    summary: summaryOf(entry.body),
    ...(sealedCategoryOf(entry.body) ? { sealed: true as const } : {}),
    writtenAt: entry.writtenAt,
    clockAdjusted: entry.clock.adjusted,
  };
}

function stateAtOf(own: OwnEntry, state: EntryState): string | undefined {
  if (state === 'on-device') return own.entry?.writtenAt;
  if (state === 'received') return own.receivedAt;
  return state === 'set-aside' ? own.aside?.at : own.receipt?.at;
}

function detailOf(own: OwnEntry, state: EntryState): Partial<OutboxItem> {
  if (state === 'refused') {
    const code = answerTo(own) === 'altered' ? 'altered' : (own.detail?.refusal ?? 'no reason given');
    return refusalWords(code);
  }
  if (state === 'set-aside') return own.aside ? { reason: own.aside.reason } : {};
  if (state !== 'decision') return {};
  return {
    reason: 'Somebody else changed the same thing. Both versions are kept.',
    next: 'Look at both and decide, or ask the person who should.',
    ...(own.detail?.disputeId === undefined ? {} : { disputeId: own.detail.disputeId }),
    ...(own.detail?.conflicts === undefined ? {} : { conflicts: own.detail.conflicts }),
  };
}

/** How many entries are in each state. */
export function countStates(entries: Iterable<OwnEntry>): Record<EntryState, number> {
  const counts = { 'on-device': 0, received: 0, filed: 0, refused: 0, decision: 0, 'set-aside': 0 };
  for (const own of entries) counts[stateOfOwn(own)] += 1;
  return counts;
}

/** The visits that entries were written at; what was set aside does not count. */
export function visitsOf(entries: Iterable<OwnEntry>): ReadonlySet<string> {
  const standing = [...entries].filter((own) => own.entry?.body.kind !== 'set-aside' && !own.aside);
  return new Set(standing.flatMap(({ entry }) => entry?.visit?.id ?? []));
}

/** How many entries are not filed and still wait, for the server or for a person. */
export function unsentCount(entries: Iterable<OwnEntry>): number {
  return [...entries].filter((own) => isWaiting(stateOfOwn(own))).length;
}

/** When the oldest of those was written. */
export function oldestUnsent(entries: Iterable<OwnEntry>): string | undefined {
  return [...entries]
    .filter((own) => isWaiting(stateOfOwn(own)))
    .flatMap((own) => own.entry?.writtenAt ?? [])
    .sort()[0];
}

/** When the newest was written, ms; 0 when nothing was written. */
export function newestWriting(entries: Iterable<OwnEntry>): number {
  const times = [...entries].map((own) => Date.parse(own.entry?.writtenAt ?? ''));
  return Math.max(0, ...times.filter((at) => !Number.isNaN(at)));
}
