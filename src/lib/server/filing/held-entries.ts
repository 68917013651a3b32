/** Entries that wait for a person, since their authors had no right to write them: who may see them, and decide. */
import type { HeldEntry, SettleRequest } from '../../record/held-entries';
import type { Access } from '../access/access';
import type { Organisation } from '../access/organisation';
import { holdsAt, type Reason } from '../access/reason';
import { reasonsFor } from '../access/reasons';
import type { Audit } from '../audit/audit';
import type { Filing } from './filing';
import type { Quarantine, Refused } from './quarantine';

export interface HeldEntriesParts {
  access: Access;
  organisation: Organisation;
  quarantine: Quarantine;
  filing: Filing;
}

/** What came of a decision: whose entry it was, and about whom. */
export type SettleOutcome =
  { kind: 'settled'; authorId: string; patientId: string | undefined } | { kind: 'unknown' };

/** What this user may decide on, oldest first. */
export async function heldEntriesFor(
  userId: string,
  { now, ...parts }: HeldEntriesParts & { now: Date },
): Promise<HeldEntry[]> {
  const { access, organisation, quarantine } = parts;
  const held: HeldEntry[] = [];
  for (const refused of (await quarantine.refused()).filter(isHeld)) {
    if (!(await maySettle(userId, refused, access))) continue;
    const { journal, entryId, patientId = '', entryKind = '', writtenAt = '', at } = refused;
    const author = await organisation.findUser(refused.userId);
    const instants = [new Date(writtenAt), now];
    const reasons = author ? await reasonsFor(organisation, author, patientId, instants) : [];
    held.push({
      journal,
      entryId,
      authorName: author?.name ?? refused.userId,
      patientId,
      kind: entryKind,
      writtenAt,
      refusedAt: at,
      ...standingOf(reasons, now),
    });
  }
  return held.sort((a, b) => (a.writtenAt < b.writtenAt ? -1 : 1));
}

/** How the author stands to the patient: what whoever decides has to know first. */
function standingOf(
  reasons: readonly Reason[],
  now: Date,
): Pick<HeldEntry, 'onCaseload' | 'onCaseloadUntil'> {
  if (reasons.some((reason) => holdsAt(reason, now.getTime()))) return { onCaseload: 'now' };
  const ends = reasons.flatMap(({ until }) => (until === undefined ? [] : [Date.parse(until)]));
  const last = Math.max(...ends.filter((end) => end <= now.getTime()));
  if (last === -Infinity) return { onCaseload: 'never' };
  return { onCaseload: 'before', onCaseloadUntil: new Date(last).toISOString() };
}

/** Takes the entry into the record, or answers its author that it is not taken. Answered when it resolves. */
export async function settleEntry(
  userId: string,
  { journal, entryId, decision, reason }: SettleRequest,
  { now, ...parts }: HeldEntriesParts & { now: Date },
): Promise<SettleOutcome> {
  const { access, quarantine, filing } = parts;
  const refused = await quarantine.findRefused(journal, entryId);
  const may = refused && (await maySettle(userId, refused, access));
  // One answer for both: nobody learns what there is.
  if (!refused || !may || !isHeld(refused) || refused.content === undefined) {
    return { kind: 'unknown' };
  }
  const { content } = refused;
  await quarantine.putSettlement({
    journal,
    entryId,
    content,
    decision,
    reason,
    userId,
    at: now.toISOString(),
  });
  await filing.refile(journal, entryId);
  return { kind: 'settled', authorId: refused.userId, patientId: refused.patientId };
}

/** The same, and what was decided is on record. */
export async function settleAndRecord(
  user: { id: string; role: string },
  request: SettleRequest,
  { audit, ...parts }: HeldEntriesParts & { audit: Pick<Audit, 'record'>; now: Date },
): Promise<SettleOutcome> {
  const outcome = await settleEntry(user.id, request, parts);
  if (outcome.kind === 'unknown') return outcome;
  const { authorId: aboutUserId, patientId } = outcome;
  const { decision: reason, reason: words } = request;
  const of = patientId === undefined ? {} : { patientId };
  await audit.record({ kind: 'settled', ...of, aboutUserId, reason, words }, user);
  return outcome;
}

function maySettle(
  userId: string,
  { userId: authorId, writtenAt }: Refused,
  access: Access,
): Promise<boolean> {
  return access.mayConcerning(userId, 'settle-entry', authorId, writtenAt);
}

function isHeld({ refusal, filedAt }: Refused): boolean {
  return refusal === 'no-access' && filedAt === undefined;
}
