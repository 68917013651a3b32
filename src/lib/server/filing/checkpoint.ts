/** How far a journal is filed: kept in the journal itself, so that the two can't come from different backups. */
import * as v from 'valibot';
import { entryDocId } from '../../record/ids';
import { findDocument, isConflict } from '../store/documents';
import type { Database } from '../store/store';

const ID = '_local/doorstep-filing';
const BATCH = 50;
const ENTRY = entryDocId('');

export type Seq = number | string;
const HeldSchema = v.optional(v.object({ _rev: v.string(), seq: v.union([v.number(), v.string()]) }));

export class Checkpoint {
  readonly #journal: Database;
  #seq: Seq;

  private constructor(journal: Database, seq: Seq) {
    this.#journal = journal;
    this.#seq = seq;
  }

  static async read(journal: Database): Promise<Checkpoint> {
    return new Checkpoint(journal, v.parse(HeldSchema, await findDocument(journal, ID))?.seq ?? 0);
  }

  /** The entries that came since, in batches, each with the place up to which it reaches. */
  async *batches(): AsyncGenerator<{ seq: Seq; entryIds: string[] }> {
    for (let since = this.#seq; ;) {
      const { results, last_seq: seq } = await this.#journal.changes({ since, limit: BATCH });
      if (results.length === 0) return;
      const entries = results.filter(({ id }) => id.startsWith(ENTRY));
      yield { seq, entryIds: entries.map(({ id }) => id.slice(ENTRY.length)) };
      since = seq;
    }
  }

  /** Two servers may file one journal: whoever comes second leaves it, and the worst is work done twice. */
  async moveTo(seq: Seq): Promise<void> {
    if (seq === this.#seq) return;
    this.#seq = seq;
    const held = v.parse(HeldSchema, await findDocument(this.#journal, ID));
    try {
      await this.#journal.put({ ...held, _id: ID, seq });
    } catch (cause) {
      if (!isConflict(cause)) throw cause;
    }
  }
}
