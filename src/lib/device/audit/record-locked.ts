/** What happens to a vault while it stays locked is recorded at once: its chain is sealed for the server, and carried without the vault. */
import type { Act } from '../../record/audit-event';
import type { Surroundings } from '../surroundings';
import { Audit } from './audit';

/** Resolves when it is on the disk, or when that did not work. */
export async function recordLocked(
  userId: string,
  act: Act,
  { vaults, audits, witness, now }: Pick<Surroundings, 'vaults' | 'audits' | 'witness' | 'now'>,
): Promise<void> {
  const vault = await vaults.find(userId);
  if (!vault) return;
  const audit = new Audit({ vault, store: audits, witness, now, lastContact: () => undefined });
  await audit.record(act);
}
