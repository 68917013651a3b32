/** An outage notice that comes to this device: by its own address, as a file, whether a vault is open or not. */
import { signerOf, type Notice } from '../../record/lease/signed';
import type { NoticeOutcome } from '../api';
import type { OpenDevice } from '../open-device';
import type { Surroundings } from '../surroundings';
import type { Tabs } from '../tabs';
import { Notices, type NoticeVerdict } from './notices';

export async function takeNotice(
  signed: string,
  open: OpenDevice | undefined,
  around: Pick<Surroundings, 'vaults' | 'enrolments' | 'now'>,
  tabs: Pick<Tabs, 'tell'>,
): Promise<NoticeOutcome> {
  if (open) {
    const verdict = await open.takeNotice(signed);
    return verdict.kind === 'taken'
      ? { ...taken(verdict.notice), records: open.reader.leaseEnded ? 'closed' : 'open' }
      : verdict;
  }
  const verdict = await takeLocked(signed, around);
  if (verdict.kind !== 'taken') return verdict;
  // Kept while this tab is locked, it may be for one that is open.
  tabs.tell({ kind: 'lease' });
  return { ...taken(verdict.notice), records: 'locked' };
}

async function takeLocked(
  signed: string,
  { vaults, enrolments, now }: Pick<Surroundings, 'vaults' | 'enrolments' | 'now'>,
): Promise<NoticeVerdict | { kind: 'refused'; reason: 'no-vault' }> {
  const presence = await vaults.presence();
  if (presence.kind !== 'locked') return { kind: 'refused', reason: 'no-vault' };
  const found = await Promise.all(presence.vaults.map(({ user }) => vaults.find(user.id)));
  const signers = found.flatMap((vault) => (vault && signerOf(vault.serverKey)) ?? []);
  const [offset = 0] = found.flatMap((vault) => vault?.clockOffsetMs ?? []);
  return new Notices(enrolments).take(signed, signers, now() + offset);
}

function taken({ exp }: Notice): { kind: 'taken'; until: string } {
  return { kind: 'taken', until: new Date(exp * 1000).toISOString() };
}
