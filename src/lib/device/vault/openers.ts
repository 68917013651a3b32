/** The ways to a vault's data key: each has a wrapping of its own. */
import { derivePasskeyKey, deriveWrappingKey } from './derive';
import type { Opener } from './keys';
import { pinOpener, type PinLock } from './pin';
import type { VaultRow } from './vault-row';

/** A string is the passphrase; `passkey` is what the authenticator answered. */
export type Secret = string | { pin: string; lock: PinLock } | { passkey: Uint8Array<ArrayBuffer> };

export function isPin(secret: Secret): boolean {
  return typeof secret === 'object' && 'pin' in secret;
}

export function isPasskey(secret: Secret): boolean {
  return typeof secret === 'object' && 'passkey' in secret;
}

/** The opener that this secret makes, right or wrong; undefined when the vault has no such way in. */
export async function openerOf(row: VaultRow, secret: Secret): Promise<Opener | undefined> {
  if (typeof secret === 'string')
    return { dataKey: row.keys.dataKey, key: await deriveWrappingKey(secret, row.kdf) };
  if ('pin' in secret) return pinOpener(secret.pin, secret.lock);
  return row.passkey && { dataKey: row.passkey.dataKey, key: await derivePasskeyKey(secret.passkey) };
}
