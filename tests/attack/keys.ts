/** Keys in memory, the same for every world: the server's, and one vault key for all devices. */
import { createHash } from 'node:crypto';
import type { PublicKey } from '../../src/lib/record/registration';
import type { ServerKeys } from '../../src/lib/server/keys';
import { makeKeyPair } from '../support/office';

export interface AttackKeys {
  server: ServerKeys;
  vault: PublicKey;
}

export async function makeKeys(): Promise<AttackKeys> {
  const [sealing, vault] = await Promise.all([makeKeyPair(), makeKeyPair()]);
  const secret = (purpose: string) => createHash('sha256').update(purpose).digest();
  return {
    server: { current: sealing.public, opening: [sealing.opening], secret },
    vault: vault.public,
  };
}
