/** Entries that are noted and did not come into their journal: they go up from their copies, and are written when they can be. */
import { entryIdOf } from './own-entry';
import type { RevisedDoc } from './revised-doc';
import type { Saving } from './saving';

export class Unwritten {
  readonly #saving: Pick<Saving, 'put' | 'mark'>;
  readonly #docs = new Map<string, { journal: string; doc: RevisedDoc }>();

  constructor(saving: Pick<Saving, 'put' | 'mark'>) {
    this.#saving = saving;
  }

  add(journal: string, doc: RevisedDoc): void {
    this.#docs.set(entryIdOf(doc), { journal, doc });
  }

  /** Tries to write them. Answers the journals for which some are left. */
  async retry(): Promise<ReadonlySet<string>> {
    for (const [entryId, { journal, doc }] of [...this.#docs]) {
      const { _rev, ...first } = doc;
      if ((await this.#saving.put(journal, first)).kind !== 'written') continue;
      this.#docs.delete(entryId);
      await this.#saving.mark(journal);
    }
    return new Set([...this.#docs.values()].map(({ journal }) => journal));
  }
}
