/** Vaults at rest: a row a user, and a copy of each outside IndexedDB, from which a lost one comes back. */
import { Dexie, type Table } from 'dexie';
import type { VaultCopies } from './vault-copies';
import { checked, parseVaultRow, type VaultRow } from './vault-row';

export type FoundVault = { kind: 'vault'; row: VaultRow } | { kind: 'none' } | { kind: 'unreadable' };

export class VaultStore {
  readonly #db: Dexie;
  readonly #vaults: Table<VaultRow, string>;
  readonly #copies: VaultCopies;

  constructor(copies: VaultCopies) {
    this.#copies = copies;
    this.#db = new Dexie('doorstep-vaults', { chromeTransactionDurability: 'strict' });
    this.#db.version(1).stores({ vaults: 'userHash' });
    this.#vaults = this.#db.table('vaults');
  }

  /** Every vault that can be read, or comes back from its copy; and how many neither. */
  async findAll(): Promise<{ rows: VaultRow[]; unreadable: number }> {
    const found = await this.#vaults.toArray();
    const rows = found.flatMap((row) => parseVaultRow(row) ?? []);
    const readable = new Set(rows.map(({ userHash }) => userHash));
    for (const copy of await this.#copies.findAll()) {
      if (readable.has(copy.userHash)) continue;
      rows.push(await this.#putBack(copy));
      readable.add(copy.userHash);
    }
    return { rows, unreadable: found.filter(({ userHash }) => !readable.has(userHash)).length };
  }

  async find(userHash: string): Promise<FoundVault> {
    const found = await this.#vaults.get(userHash);
    const row = parseVaultRow(found);
    if (row) return { kind: 'vault', row };
    const copy = await this.#copies.find(userHash);
    if (copy) return { kind: 'vault', row: await this.#putBack(copy) };
    return { kind: found === undefined ? 'none' : 'unreadable' };
  }

  async save(row: VaultRow): Promise<void> {
    await this.#vaults.put(checked(row));
    await this.#copies.save(checked(row));
  }

  /** Changes some fields of a vault. Throws when it is not there. */
  async update(userHash: string, change: Partial<VaultRow>): Promise<void> {
    const row = await this.#db.transaction('rw', this.#vaults, async () => {
      const before = await this.#vaults.get(userHash);
      if (!before) throw new Error('The vault to update is not on this device');
      const after = checked({ ...before, ...change });
      await this.#vaults.put(after);
      return after;
    });
    await this.#copies.save(row);
  }

  /**
   * Counts a try before it is made, so that closing the tab in the middle does not make it free. In one step with
   * asking whether it may be made, by the wrong tries so far: several tabs do not get one each.
   */
  async countTry<Refused>(
    userHash: string,
    refuse: (wrongTries: number) => Refused | undefined,
  ): Promise<Refused | { kind: 'counted'; tries: number }> {
    const outcome = await this.#db.transaction('rw', this.#vaults, async () => {
      const row = await this.#vaults.get(userHash);
      if (!row) throw new Error('The vault to open is not on this device');
      const refused = refuse(row.tries.wrong);
      if (refused !== undefined) return { refused };
      const tries = row.tries.wrong + 1;
      const counted = checked({ ...row, tries: { ...row.tries, wrong: tries } });
      await this.#vaults.put(counted);
      return { counted, tries };
    });
    if ('refused' in outcome) return outcome.refused;
    await this.#copies.save(outcome.counted);
    return { kind: 'counted', tries: outcome.tries };
  }

  /** Begins anew, when the database can not be opened at all: no vault in it could be. */
  async reset(): Promise<void> {
    await this.#db.delete();
    await this.#db.open();
  }

  close(): void {
    this.#db.close();
  }

  /** Unless another tab has, in the meantime. */
  async #putBack(copy: VaultRow): Promise<VaultRow> {
    return this.#db.transaction('rw', this.#vaults, async () => {
      const there = parseVaultRow(await this.#vaults.get(copy.userHash));
      if (there) return there;
      await this.#vaults.put(copy);
      return copy;
    });
  }
}
