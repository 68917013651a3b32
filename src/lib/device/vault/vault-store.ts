/** Vaults at rest: a row a user, with nothing in it that opens without the passphrase. */
import { Dexie, type Table } from 'dexie';
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

export type FoundVault = { kind: 'vault'; row: VaultRow } | { kind: 'none' } | { kind: 'unreadable' };

export class VaultStore {
  readonly #db: Dexie;
  readonly #vaults: Table<VaultRow, string>;

  constructor() {
    this.#db = new Dexie('doorstep-vaults', { chromeTransactionDurability: 'strict' });
    this.#db.version(1).stores({ vaults: 'userHash' });
    this.#vaults = this.#db.table('vaults');
  }

  /** Every vault that can be read, and how many can't. */
  async findAll(): Promise<{ rows: VaultRow[]; unreadable: number }> {
    const found = await this.#vaults.toArray();
    const rows = found.flatMap((row) => parse(row) ?? []);
    return { rows, unreadable: found.length - rows.length };
  }

  async find(userHash: string): Promise<FoundVault> {
    const found = await this.#vaults.get(userHash);
    if (found === undefined) return { kind: 'none' };
    const row = parse(found);
    return row ? { kind: 'vault', row } : { kind: 'unreadable' };
  }

  async save(row: VaultRow): Promise<void> {
    await this.#vaults.put(checked(row));
  }

  /** Changes some fields of a vault. Throws when it is not there. */
  async update(userHash: string, change: Partial<VaultRow>): Promise<void> {
    await this.#db.transaction('rw', this.#vaults, async () => {
      const row = await this.#vaults.get(userHash);
      if (!row) throw new Error('The vault to update is not on this device');
      await this.#vaults.put(checked({ ...row, ...change }));
    });
  }

  /**
   * Counts a try before it is made, so that closing the tab in the middle does not make it free. In one step with
   * asking whether it may be made, by the wrong tries so far: several tabs do not get one each.
   */
  async countTry<Refused>(
    userHash: string,
    refuse: (wrongTries: number) => Refused | undefined,
  ): Promise<Refused | { kind: 'counted'; tries: number }> {
    return this.#db.transaction('rw', this.#vaults, async () => {
      const row = await this.#vaults.get(userHash);
      if (!row) throw new Error('The vault to open is not on this device');
      const refused = refuse(row.tries.wrong);
      if (refused !== undefined) return refused;
      const tries = row.tries.wrong + 1;
      await this.#vaults.put(checked({ ...row, tries: { ...row.tries, wrong: tries } }));
      return { kind: 'counted', tries };
    });
  }

  /** Begins anew, when the database can not be opened at all: no vault in it could be. */
  async reset(): Promise<void> {
    await this.#db.delete();
    await this.#db.open();
  }

  close(): void {
    this.#db.close();
  }
}

function checked(row: VaultRow): VaultRow {
  const { checksum: _, ...rest } = row;
  return { ...rest, checksum: checksumOf(rest) };
}

/** The row; undefined when it is not one, or not the one that was written: with other bytes no passphrase would be right. */
function parse(found: VaultRow): VaultRow | undefined {
  const { checksum, ...rest } = found;
  if (checksum !== undefined && checksum !== checksumOf(rest)) return undefined;
  const parsed = v.safeParse(VaultRowSchema, found);
  return parsed.success ? parsed.output : undefined;
}
