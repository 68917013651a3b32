/** An open vault: what the worker holds in memory while the clinician works. Handed to other tabs, never to the disk. */
import * as v from 'valibot';
import { PublicKeySchema } from '../../record/registration';
import type { OpeningKey } from '../../record/seal';
import { UserSchema } from '../../record/user';

/** Its keys are non-extractable, and stay so when another tab gets them. */
export const OpenVaultSchema = v.looseObject({
  userHash: v.string(),
  user: UserSchema,
  demo: v.boolean(),
  deviceId: v.string(),
  journalBase: v.string(),
  serverKey: PublicKeySchema,
  dataKey: v.instance(CryptoKey),
  privateKey: v.instance(CryptoKey),
  publicKey: PublicKeySchema,
  clockOffsetMs: v.number(),
});
export type OpenVault = v.InferOutput<typeof OpenVaultSchema>;

/** The key that opens what was sealed for this vault's user. */
export function openingKeyOf(vault: OpenVault): OpeningKey {
  return { kid: vault.publicKey.kid, key: vault.privateKey };
}
