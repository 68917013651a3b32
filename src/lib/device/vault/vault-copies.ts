/**
 * Each vault once more, locked as it is, outside IndexedDB: a browser that was killed while it wrote may begin its databases
 * anew, and without the vault's keys nothing that was sealed for its user could be read on this device again.
 */
import type { WitnessPlace } from '../witness/place';
import { parseVaultRow, type VaultRow } from './vault-row';

const ROOT = 'vaults/';

export class VaultCopies {
  readonly #place: WitnessPlace;

  constructor(place: WitnessPlace) {
    this.#place = place;
  }

  async find(userHash: string): Promise<VaultRow | undefined> {
    // A place that can't be read holds no copy: the vault itself may be whole.
    return parseVaultRow(await this.#place.find(ROOT + userHash).catch(() => undefined));
  }

  async findAll(): Promise<VaultRow[]> {
    const keys = await this.#place.keys().catch(() => []);
    const hashes = keys.filter((key) => key.startsWith(ROOT)).map((key) => key.slice(ROOT.length));
    return (await Promise.all(hashes.map((hash) => this.find(hash)))).filter((row) => row !== undefined);
  }

  /** Where there is no room for it, there is none: never one that opens in a way that was taken away. */
  async save(row: VaultRow): Promise<void> {
    await this.#place.save(ROOT + row.userHash, row).catch(() => this.drop(row.userHash));
  }

  async drop(userHash: string): Promise<void> {
    await this.#place.drop(ROOT + userHash);
  }

  /** Of all users: the device is to be wiped, and no vault may come back. */
  async clear(): Promise<void> {
    for (const key of await this.#place.keys()) if (key.startsWith(ROOT)) await this.#place.drop(key);
  }
}
