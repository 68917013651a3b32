/** A vault at rest: nothing in it opens without the passphrase, or what an authenticator answers. */
import * as v from 'valibot';
import { checksumOf } from '../checksum';
import { PublicKeySchema } from '../../record/registration';
import { UserSchema } from '../../record/user';
import { KdfSchema } from './derive';
import { WrappedKeysSchema, WrappedSchema } from './keys';

/** A second way in: the data key, wrapped by what an authenticator answers to `salt`. All base64url. */
export const PasskeySchema = v.looseObject({
  /** The credential, and how it is reached. */
  id: v.string(),
  transports: v.array(v.string()),
  salt: v.string(),
  dataKey: WrappedSchema,
});
export type Passkey = v.InferOutput<typeof PasskeySchema>;

export const VaultRowSchema = v.looseObject({
  /** Primary key. */
  userHash: v.string(),
  format: v.literal(1),
  user: UserSchema,
  demo: v.boolean(),
  deviceId: v.string(),
  journalBase: v.string(),
  /** The server's key that entries are sealed for. */
  serverKey: PublicKeySchema,
  kdf: KdfSchema,
  keys: WrappedKeysSchema,
  passkey: v.optional(PasskeySchema),
  /** Wrong tries since the last right one. `notBefore` is read no more: who can turn the clock could have passed it. */
  tries: v.looseObject({ wrong: v.number(), notBefore: v.number() }),
  /** Server time minus device time at the last contact, in ms. */
  clockOffsetMs: v.number(),
  /** Of all the rest; rows from before it was kept have none. */
  checksum: v.optional(v.string()),
});
export type VaultRow = v.InferOutput<typeof VaultRowSchema>;

/** The row as it is to be written. */
export function checked(row: VaultRow): VaultRow {
  const { checksum: _, ...rest } = row;
  return { ...rest, checksum: checksumOf(rest) };
}

/** The row; undefined when it is not one, or not the one that was written: with other bytes no passphrase would be right. */
export function parseVaultRow(found: unknown): VaultRow | undefined {
  if (!v.is(VaultRowSchema, found)) return undefined;
  const { checksum, ...rest } = found;
  return checksum === undefined || checksum === checksumOf(rest) ? found : undefined;
}
