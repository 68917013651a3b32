/** What stands in a user's journals, opened in memory: each entry with the receipt that answers it, whichever comes first. */
import * as v from 'valibot';
import type { Entry } from '../../record/entry';
import { EntryDocSchema, ReceiptDocSchema, type ReceiptDoc } from '../../record/journal-docs';
import { sealHash } from '../../record/seal';
import type { OpenVault } from '../vault/open-vault';
import { entryIdOf, type OwnEntry } from './own-entry';
import { openDetail, openEntryDoc } from './seal-entry';

export class OwnEntries {
  readonly #vault: OpenVault;
  readonly #all = new Map<string, OwnEntry>();
  readonly #receipts = new Map<string, ReceiptDoc>();

  constructor(vault: OpenVault) {
    this.#vault = vault;
  }

  /** By entry id. */
  get all(): ReadonlyMap<string, OwnEntry> {
    return this.#all;
  }

  /** A document as a journal holds it; what is neither an entry nor a receipt is passed over. */
  async take(journal: string, doc: unknown): Promise<void> {
    const receipt = v.safeParse(ReceiptDocSchema, doc);
    if (receipt.success) {
      const { entryId } = receipt.output;
      this.#receipts.set(entryId, receipt.output);
      const own = this.#all.get(entryId);
      if (own) await this.#attach(own, receipt.output);
      return;
    }
    const parsed = v.safeParse(v.looseObject({ ...EntryDocSchema.entries, _rev: v.string() }), doc);
    if (!parsed.success) return;
    await this.keep(journal, parsed.output);
  }

  /** `entry`: what is sealed in `doc`, where that is known already. */
  async keep(journal: string, doc: OwnEntry['doc'], entry?: Entry): Promise<void> {
    const entryId = entryIdOf(doc);
    const hash = await sealHash(doc.sealed);
    const known = this.#all.get(entryId);
    // Read back after it was written here: opening the same bytes again says nothing new.
    const opened =
      entry ?? (known?.hash === hash ? known.entry : undefined) ?? (await openEntryDoc(doc, this.#vault));
    const own: OwnEntry = { entryId, journal, doc, hash, entry: opened };
    const latest = this.#all.get(entryId);
    if (latest?.receivedAt !== undefined && latest.doc._rev === doc._rev) own.receivedAt = latest.receivedAt;
    this.#all.set(entryId, own);
    const receipt = this.#receipts.get(entryId);
    if (receipt) await this.#attach(own, receipt);
  }

  /** Lets go of what stands in this journal. */
  forget(journal: string): void {
    for (const own of this.#all.values()) if (own.journal === journal) this.#all.delete(own.entryId);
  }

  async #attach(own: OwnEntry, receipt: ReceiptDoc): Promise<void> {
    own.receipt = receipt;
    delete own.detail;
    const detail = await openDetail(receipt, this.#vault);
    if (detail) own.detail = detail;
  }
}
