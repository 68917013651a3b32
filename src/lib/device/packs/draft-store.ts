/** Drafts: what is being written and not yet saved. Sealed, and durable like an entry: a crash must not cost the text. */
import { draftHashOf } from '../opaque';
import type { OpenVault } from '../vault/open-vault';
import { openBlock, sealBlock } from './block';
import type { PackDb } from './pack-db';

export type FoundDraft = { kind: 'draft'; value: string } | { kind: 'none' } | { kind: 'damaged' };

export class DraftStore {
  readonly #db: PackDb;
  readonly #vault: OpenVault;

  /** Told how many drafts there ought to be: never too many. */
  readonly #onCount: (drafts: number) => Promise<void>;
  #told: number | undefined;

  constructor(db: PackDb, vault: OpenVault, onCount: (drafts: number) => Promise<void>) {
    this.#db = db;
    this.#vault = vault;
    this.#onCount = onCount;
  }

  /** How many drafts can be read. */
  async readable(): Promise<number> {
    const rows = await this.#db.drafts.toArray();
    const opened = await Promise.all(
      rows.map((row) => openBlock(this.#vault.dataKey, row.block, `draft ${row.hash}`)),
    );
    return opened.filter(({ kind }) => kind === 'opened').length;
  }

  async find(key: string): Promise<FoundDraft> {
    const hash = await this.#hash(key);
    const row = await this.#db.drafts.get(hash);
    if (!row) return { kind: 'none' };
    const opened = await openBlock(this.#vault.dataKey, row.block, `draft ${hash}`);
    return opened.kind === 'opened' && typeof opened.value === 'string'
      ? { kind: 'draft', value: opened.value }
      : { kind: 'damaged' };
  }

  /** Durable when it resolves. */
  async save(key: string, value: string): Promise<void> {
    const hash = await this.#hash(key);
    await this.#db.drafts.put({ hash, block: await sealBlock(this.#vault.dataKey, value, `draft ${hash}`) });
    await this.#tell(await this.#db.drafts.count());
  }

  async drop(key: string): Promise<void> {
    const hash = await this.#hash(key);
    const [found, count] = await Promise.all([this.#db.drafts.get(hash), this.#db.drafts.count()]);
    if (!found) return;
    await this.#tell(count - 1);
    await this.#db.drafts.delete(hash);
  }

  async #tell(count: number): Promise<void> {
    if (count === this.#told) return;
    // The draft is safe, told or not: only its loss would not be noticed.
    await this.#onCount(count).catch(() => undefined);
    this.#told = count;
  }

  #hash(key: string): Promise<string> {
    return draftHashOf(this.#vault.user.id, key);
  }
}
