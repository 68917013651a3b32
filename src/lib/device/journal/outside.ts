/** What a user's journals keep outside IndexedDB: which entries there ought to be, and copies of those without an answer. */
import type { EntryDoc } from '../../record/journal-docs';
import type { OpenVault } from '../vault/open-vault';
import type { EntryWitness, ExpectedEntry } from '../witness/entry-witness';
import type { CopyName, EntryCopies } from './entry-copies';
import { answerTo, entryIdOf, isSpoilt, type OwnEntry } from './own-entry';
import { generationOf, type RevisedDoc } from './revised-doc';

export interface OutsideParts {
  entryWitness: EntryWitness;
  entryCopies: EntryCopies;
}

export class Outside {
  readonly #vault: OpenVault;
  readonly #witness: EntryWitness;
  readonly #copies: EntryCopies;

  constructor(vault: OpenVault, { entryWitness, entryCopies }: OutsideParts) {
    this.#vault = vault;
    this.#witness = entryWitness;
    this.#copies = entryCopies;
  }

  copies(): Promise<CopyName[]> {
    return this.#copies.list(this.#vault.userHash);
  }

  /** Resolves when every copy is in its place. */
  rest(): Promise<void> {
    return this.#copies.settled();
  }

  findCopy(name: CopyName): Promise<RevisedDoc | undefined> {
    return this.#copies.find(this.#vault.userHash, name);
  }

  /** Ids of the entries that ought to be here. */
  async expected(): Promise<Set<string>> {
    const journals = await this.#witness.findOf(this.#vault.userHash);
    return new Set([...journals.values()].flat().map(({ entryId }) => entryId));
  }

  /** Whether `own` is this revision, or one after it, as it was written. */
  holds(own: OwnEntry | undefined, { rev }: CopyName): boolean {
    if (!own || isSpoilt(own, this.#vault.publicKey.kid)) return false;
    return generationOf(own.doc._rev) >= generationOf(rev);
  }

  /** The witness knows of it from now on. If it can't be told, it knows of too few: their loss would not be noticed. */
  async note(journal: string, entry: ExpectedEntry): Promise<void> {
    await this.#witness.add(this.#vault.userHash, journal, [entry]).catch(() => undefined);
  }

  /** In its second place as well. Without room for that it is saved in one place, and copied when there is room: see `settle`. */
  async copy(journal: string, doc: EntryDoc, rev: string): Promise<void> {
    const name = { journal, entryId: entryIdOf(doc), rev };
    await this.#copies.save(this.#vault.userHash, name, { ...doc, _rev: rev }).catch(() => undefined);
  }

  /** See `EntryCopies.note`. */
  noteCopy(
    journal: string,
    doc: EntryDoc,
    rev: string,
    keep: () => Promise<boolean>,
  ): Promise<boolean> | undefined {
    const name = { journal, entryId: entryIdOf(doc), rev };
    return this.#copies.note(this.#vault.userHash, name, { ...doc, _rev: rev }, keep);
  }

  /** What was not saved leaves no copy. */
  async dropCopy(journal: string, doc: EntryDoc, rev: string): Promise<void> {
    await this.#copies.drop(this.#vault.userHash, [{ journal, entryId: entryIdOf(doc), rev }]);
  }

  /** Copies of what waits for an answer, and of nothing else: also of what is older than copies, or found no room then. */
  async settle(entries: readonly OwnEntry[]): Promise<void> {
    const copies = await this.copies();
    const there = new Set(copies.map(({ entryId, rev }) => entryId + rev));
    for (const own of entries) {
      const { doc, entryId, journal } = own;
      const needed = answerTo(own) === undefined && !isSpoilt(own, this.#vault.publicKey.kid);
      if (needed && !there.has(entryId + doc._rev)) await this.copy(journal, doc, doc._rev);
    }
    const byId = new Map(entries.map((own) => [own.entryId, own]));
    const done = copies.filter((copy) => {
      const own = byId.get(copy.entryId);
      if (!own || !this.holds(own, copy)) return false;
      return own.doc._rev !== copy.rev || answerTo(own) !== undefined;
    });
    await this.#copies.drop(this.#vault.userHash, done);
  }

  /** A journal that ends is no loss. */
  async forget(journal: string): Promise<void> {
    await this.#witness.forget(this.#vault.userHash, journal);
    const copies = (await this.copies()).filter((copy) => copy.journal === journal);
    await this.#copies.drop(this.#vault.userHash, copies);
  }
}
