/**
 * Sealed notes on this device: one block under a key of its own, which the vault's key wraps. The key is unwrapped for one
 * reading or writing and let go again, so no ordinary reading of a pack can come by these notes.
 */
import * as v from 'valibot';
import { SealedSetSchema, type SealedSet } from '../../record/sealed-notes';
import { openBlock, sealBlock, type Block } from '../packs/block';
import type { PackDb } from '../packs/pack-db';
import { ensureSealing, keysOf, type PatientKeys } from '../packs/patient-keys';
import type { OpenVault } from '../vault/open-vault';

const KEY_ROW = 'sealed-key';
const NOTES_ROW = 'sealed-notes';
const SetsSchema = v.array(SealedSetSchema);
const IV_BYTES = 12;
const GCM = 'AES-GCM';

export class SealedStore {
  readonly #db: PackDb;
  readonly #vault: OpenVault;
  readonly #keys: PatientKeys;

  constructor(db: PackDb, vault: OpenVault, keys: PatientKeys = keysOf(vault)) {
    this.#db = db;
    this.#vault = vault;
    this.#keys = keys;
  }

  /** Undefined when there is nothing yet, or it can't be read: then it is fetched again as a whole. */
  async find(): Promise<SealedSet[] | undefined> {
    const [row, key] = await Promise.all([this.#db.meta.get(NOTES_ROW), this.#findKey()]);
    if (!row || !key) return undefined;
    const opened = await openBlock(key, row.block, this.#context(NOTES_ROW));
    const parsed = opened.kind === 'opened' ? v.safeParse(SetsSchema, opened.value) : undefined;
    return parsed?.success ? parsed.output : undefined;
  }

  /** Durable when it resolves. Written also when there are none: that something is here says nothing. */
  async save(sets: readonly SealedSet[]): Promise<void> {
    const key = (await this.#findKey()) ?? (await this.#makeKey());
    await this.#db.meta.put({ key: NOTES_ROW, block: await sealBlock(key, sets, this.#context(NOTES_ROW)) });
  }

  /** Those of anybody else are gone from the device when it resolves. */
  async retain(staying: ReadonlySet<string>): Promise<void> {
    const sets = await this.find();
    const left = sets?.filter(({ patientId }) => staying.has(patientId));
    if (sets && left && left.length < sets.length) await this.save(left);
  }

  /** With a key that the lease of now guards. */
  async sealAnew(): Promise<void> {
    const sets = await this.find();
    if (!sets) return;
    await this.#makeKey();
    await this.save(sets);
  }

  async #findKey(): Promise<CryptoKey | undefined> {
    const row = await this.#db.meta.get(KEY_ROW);
    if (!row) return undefined;
    const iv = row.block.slice(0, IV_BYTES);
    const uses: KeyUsage[] = ['encrypt', 'decrypt'];
    // What does not unwrap is of no use: a new key takes its place, and the notes come again.
    for (const by of this.#keys.opening) {
      const key = await crypto.subtle
        .unwrapKey('raw', row.block.slice(IV_BYTES), by, this.#wrapping(iv), GCM, false, uses)
        .catch(() => undefined);
      if (key) return key;
    }
    return undefined;
  }

  async #makeKey(): Promise<CryptoKey> {
    const key = await crypto.subtle.generateKey({ name: GCM, length: 256 }, true, ['encrypt', 'decrypt']);
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
    const wrapped = await crypto.subtle.wrapKey('raw', key, ensureSealing(this.#keys), this.#wrapping(iv));
    const block: Block = new Uint8Array(IV_BYTES + wrapped.byteLength);
    block.set(iv);
    block.set(new Uint8Array(wrapped), IV_BYTES);
    await this.#db.meta.put({ key: KEY_ROW, block });
    return key;
  }

  #wrapping(iv: Uint8Array<ArrayBuffer>): AesGcmParams {
    return { name: GCM, iv, additionalData: new TextEncoder().encode(this.#context(KEY_ROW)) };
  }

  #context(row: string): string {
    return `${row} ${this.#vault.userHash}`;
  }
}
