/** An open vault: what the worker holds in memory while the clinician works. Handed to other tabs, never to the disk. */
import * as v from 'valibot';
import { PublicKeySchema } from '../../record/registration';
import type { OpeningKey } from '../../record/seal';
import { UserSchema } from '../../record/user';
import { WrappedSchema } from './keys';

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
  /** How it was opened, when by passphrase or passkey: only with this can a shift PIN be chosen. */
  opener: v.optional(v.object({ dataKey: WrappedSchema, key: v.instance(CryptoKey) })),
});
export type OpenVault = v.InferOutput<typeof OpenVaultSchema>;

/** The key that opens what was sealed for this vault's user. */
export function openingKeyOf(vault: OpenVault): OpeningKey {
  return { kid: vault.publicKey.kid, key: vault.privateKey };
}
