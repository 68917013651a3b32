/** A wrong passphrase or PIN is recorded while the vault stays locked: its chain is sealed for the server, and carried without the vault. */
import type { Surroundings } from '../surroundings';
import { Audit } from './audit';

/** `tries`: how many in a row. Resolves when it is on the disk, or when that did not work. */
export async function recordWrongTry(
  userId: string,
  tries: number,
  { vaults, audits, witness, now }: Pick<Surroundings, 'vaults' | 'audits' | 'witness' | 'now'>,
): Promise<void> {
  const vault = await vaults.find(userId);
  if (!vault) return;
  const audit = new Audit({ vault, store: audits, witness, now, lastContact: () => undefined });
  await audit.record({ kind: 'unlock-refused', count: tries });
}
