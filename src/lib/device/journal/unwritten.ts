/** Entries that are noted and did not come into their journal: they go up from their copies, and are written when they can be. */
import { errorName } from '../error-name';
import type { Outside } from './outside';
import { entryIdOf } from './own-entry';
import type { RevisedDoc } from './revised-doc';
import type { NotWritten, Saving } from './saving';

export interface UnwrittenParts {
  saving: () => Pick<Saving, 'put' | 'mark'>;
  outside: Pick<Outside, 'dropCopy'>;
  /** The revision under which an entry is known, when its journal has been read again. */
  findRev: (journal: string, entryId: string) => Promise<string | undefined>;
  /** Something of this journal is left, for want of room as far as can be told. */
  onLeft: (journal: string) => void;
}

export class Unwritten {
  readonly #parts: UnwrittenParts;
  readonly #docs = new Map<string, { journal: string; doc: RevisedDoc }>();

  constructor(parts: UnwrittenParts) {
    this.#parts = parts;
  }

  /** Takes one that was not written. Answers whether it stands in its journal all the same: the same attempt, from another tab. */
  async take(journal: string, doc: RevisedDoc, outcome: NotWritten): Promise<boolean> {
    const { outside, findRev, onLeft } = this.#parts;
    const entryId = entryIdOf(doc);
    const rev = await findRev(journal, entryId);
    // Only where it is seen to stand: one that is not known at all is this one, and may be nowhere else.
    if (rev !== undefined && rev !== doc._rev) {
      await outside.dropCopy(journal, doc, doc._rev).catch(() => undefined);
      return true;
    }
    if (outcome.kind === 'failed') console.error('An entry could not be written', errorName(outcome.cause));
    this.#docs.set(entryId, { journal, doc });
    onLeft(journal);
    return false;
  }

  /** Tries to write them. Answers the journals for which some are left. */
  async retry(): Promise<ReadonlySet<string>> {
    const saving = this.#parts.saving();
    for (const [entryId, { journal, doc }] of [...this.#docs]) {
      const { _rev, ...first } = doc;
      if ((await saving.put(journal, first)).kind !== 'written') continue;
      this.#docs.delete(entryId);
      await saving.mark(journal);
    }
    return new Set([...this.#docs.values()].map(({ journal }) => journal));
  }
}
