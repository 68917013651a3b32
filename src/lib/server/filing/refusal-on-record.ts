/** Entries that are refused because of who wrote them, or is said to have: for the audit. What is in them stays out of it. */
import type { RefusalCode } from '../../record/receipt';
import type { Organisation } from '../access/organisation';
import type { Audit } from '../audit/audit';

const OF_ACCESS: ReadonlySet<RefusalCode> = new Set(['no-access', 'wrong-author']);

/** `userId`: whose journal it lies in. On record when it resolves; what is refused for another reason is not. */
export async function refusalOnRecord(
  { refusal, keptBack }: { refusal: RefusalCode; keptBack?: true },
  { userId, patientId }: { userId: string; patientId: string | undefined },
  { audit, organisation }: { audit: Pick<Audit, 'record'>; organisation: Pick<Organisation, 'findUser'> },
): Promise<void> {
  const act = {
    kind: 'refused' as const,
    reason: `entry: ${keptBack ? 'kept-back' : refusal}`,
    ...(patientId === undefined ? {} : { patientId }),
  };
  // Somebody put it there who is not its author: nobody knows who.
  if (refusal === 'not-by-author') await audit.record({ ...act, aboutUserId: userId });
  if (!keptBack && !OF_ACCESS.has(refusal)) return;
  const user = await organisation.findUser(userId);
  await audit.record(act, { id: userId, role: user?.role ?? '' });
}
