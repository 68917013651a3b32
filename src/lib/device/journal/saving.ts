/**
 * An entry's way to the disk. A new one is noted in a log (see `CopyLog`), which whoever pressed Save waits for; its journal and
 * its second place follow. Without a log they wait for both of those. What else belongs to it comes after
 * the answer in either case; cut short, it is made up for at the next start, which finds the entry.
 */
import type { Entry } from '../../record/entry';
import type { EntryDoc } from '../../record/journal-docs';
import { withSum } from '../../record/sum';
import { errorName } from '../error-name';
import { isQuotaExceeded } from '../quota';
import type { JournalDatabases } from './journal-db';
import type { Outside } from './outside';
import type { JournalRegistry } from './registry';
import type { RevisedDoc } from './revised-doc';
import { writeEntryDoc, type WriteOutcome } from './write';

export interface SavingParts {
  userHash: string;
  databases: JournalDatabases;
  registry: Pick<JournalRegistry, 'markWaiting'>;
  outside: Pick<Outside, 'copy' | 'dropCopy' | 'note' | 'noteCopy'>;
  /** See `JournalRow.held`. */
  isHeld: () => boolean;
  /** Of what is noted already: it did not come into its journal. Answers whether it stands there all the same. */
  onUnwritten: (journal: string, doc: RevisedDoc, outcome: NotWritten) => Promise<boolean>;
}

export type NotWritten = Exclude<WriteOutcome, { kind: 'written' }>;

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
    entry: Entry,
    seal: () => Promise<SealedDoc>,
  ): Promise<{ doc: SealedDoc; outcome: WriteOutcome }> {
    const doc = await withSum(await seal());
    const isNew = doc._rev === undefined;
    const noted = isNew ? this.#note(journal, doc, entry) : undefined;
    if (noted) return { doc, outcome: noted };
    const outcome = await (isNew ? this.#writeFirst : this.#writeNext)(journal, doc);
    if (outcome.kind === 'written') this.#follow(() => this.#witness(journal, entry));
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

  /** Undefined: it has to be written otherwise. */
  #note(journal: string, doc: EntryDoc, entry: Entry): WriteOutcome | undefined {
    const { databases, outside } = this.#parts;
    const rev = databases.revOf(doc);
    const keep = async () => this.#standsIn(journal, { ...doc, _rev: rev }, await this.put(journal, doc));
    try {
      const kept = outside.noteCopy(journal, doc, rev, keep);
      if (!kept) return undefined;
      this.#follow(async () => {
        if (await kept) await this.#witness(journal, entry);
      });
      return { kind: 'written', rev };
    } catch (error) {
      console.error('An entry could not be noted', errorName(error));
      return undefined;
    }
  }

  async #standsIn(journal: string, doc: RevisedDoc, outcome: WriteOutcome): Promise<boolean> {
    const { outside, onUnwritten } = this.#parts;
    if (outcome.kind !== 'written') return onUnwritten(journal, doc, outcome);
    // Should PouchDB name it otherwise: the other copy goes when things are next settled.
    if (outcome.rev !== doc._rev) await outside.copy(journal, doc, outcome.rev);
    return true;
  }

  /** The journal waits, and its entry is expected. */
  async #witness(journal: string, { id, writtenAt }: Entry): Promise<void> {
    await Promise.all([this.mark(journal), this.#parts.outside.note(journal, { entryId: id, writtenAt })]);
  }

  /** After the answer, one after the other. */
  #follow(job: () => Promise<void>): void {
    this.#afterwards = this.#afterwards.then(job);
  }

  readonly #writeFirst = async (journal: string, doc: SealedDoc): Promise<WriteOutcome> => {
    const { databases, outside } = this.#parts;
    const rev = databases.revOf(doc);
    const [outcome] = await Promise.all([this.put(journal, doc), outside.copy(journal, doc, rev)]);
    if (outcome.kind !== 'written') await outside.dropCopy(journal, doc, rev);
    // Should PouchDB name it otherwise: the other copy goes when things are next settled.
    else if (outcome.rev !== rev) await outside.copy(journal, doc, outcome.rev);
    return outcome;
  };

  /** One after the other: a copy alone, of a later revision, could not be told from a journal that has lost it. */
  readonly #writeNext = async (journal: string, doc: SealedDoc): Promise<WriteOutcome> => {
    const outcome = await this.put(journal, doc);
    if (outcome.kind === 'written') await this.#parts.outside.copy(journal, doc, outcome.rev);
    return outcome;
  };

  /** Into its journal alone. Never rejects. */
  async put(journal: string, doc: SealedDoc): Promise<WriteOutcome> {
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
