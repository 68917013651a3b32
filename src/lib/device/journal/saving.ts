/**
 * An entry's way to the disk. Into its journal and its second place at the same time: whoever pressed Save waits for both.
 * What else belongs to it comes after the answer; cut short, it is made up for at the next start, which finds the entry.
 */
import type { Entry } from '../../record/entry';
import type { EntryDoc } from '../../record/journal-docs';
import { withSum } from '../../record/sum';
import { errorName } from '../error-name';
import { isQuotaExceeded } from '../quota';
import type { JournalDatabases } from './journal-db';
import type { Outside } from './outside';
import type { JournalRegistry } from './registry';
import { writeEntryDoc, type WriteOutcome } from './write';

export interface SavingParts {
  userHash: string;
  databases: JournalDatabases;
  registry: Pick<JournalRegistry, 'markWaiting'>;
  outside: Pick<Outside, 'copy' | 'dropCopy' | 'note'>;
  /** See `JournalRow.held`. */
  isHeld: () => boolean;
}

/** With `_rev`, what follows that revision. */
export type SealedDoc = EntryDoc & { _rev?: string };

export class Saving {
  readonly #parts: SavingParts;
  /** Journals that were written into since they were last marked. */
  readonly #unmarked = new Set<string>();
  /** Never rejects. */
  #afterwards: Promise<void> = Promise.resolve();

  constructor(parts: SavingParts) {
    this.#parts = parts;
  }

  /** `written`: it is on the disk. Rejects only for what `seal` does. */
  async write(
    journal: string,
    { id, writtenAt }: Entry,
    seal: () => Promise<SealedDoc>,
  ): Promise<{ doc: SealedDoc; outcome: WriteOutcome }> {
    const doc = await withSum(await seal());
    const outcome = await (doc._rev === undefined ? this.#writeFirst : this.#writeNext)(journal, doc);
    if (outcome.kind === 'written') {
      this.#unmarked.add(journal);
      this.#afterwards = this.#afterwards.then(async () => {
        await Promise.all([this.#mark(), this.#parts.outside.note(journal, { entryId: id, writtenAt })]);
      });
    }
    return { doc, outcome };
  }

  /** This journal waits. Never rejects: see `#mark`. */
  async mark(journal: string): Promise<void> {
    this.#unmarked.add(journal);
    await this.#mark();
  }

  /** Resolves when all that belongs to what was saved is written, with the marks that there was no room for. */
  async settle(): Promise<void> {
    await this.#afterwards;
    await this.#mark();
  }

  readonly #writeFirst = async (journal: string, doc: SealedDoc): Promise<WriteOutcome> => {
    const { databases, outside } = this.#parts;
    const rev = databases.revOf(doc);
    const [outcome] = await Promise.all([this.#put(journal, doc), outside.copy(journal, doc, rev)]);
    if (outcome.kind !== 'written') await outside.dropCopy(journal, doc, rev);
    // Should PouchDB name it otherwise: the other copy goes when things are next settled.
    else if (outcome.rev !== rev) await outside.copy(journal, doc, outcome.rev);
    return outcome;
  };

  /** One after the other: a copy alone, of a later revision, could not be told from a journal that has lost it. */
  readonly #writeNext = async (journal: string, doc: SealedDoc): Promise<WriteOutcome> => {
    const outcome = await this.#put(journal, doc);
    if (outcome.kind === 'written') await this.#parts.outside.copy(journal, doc, outcome.rev);
    return outcome;
  };

  async #put(journal: string, doc: SealedDoc): Promise<WriteOutcome> {
    return writeEntryDoc(this.#parts.databases, journal, doc).catch((cause: unknown) =>
      isQuotaExceeded(cause) ? { kind: 'disk-full' } : { kind: 'failed', cause },
    );
  }

  /** A mark that can't be made is made later: until then only the open vault knows that the journal waits. */
  async #mark(): Promise<void> {
    const { registry, userHash, isHeld } = this.#parts;
    for (const journal of [...this.#unmarked]) {
      this.#unmarked.delete(journal);
      try {
        await registry.markWaiting(journal, userHash, isHeld());
      } catch (error) {
        this.#unmarked.add(journal);
        console.error('A journal could not be marked as waiting', errorName(error));
      }
    }
  }
}
