/**
 * The audit chains of this device: links that wait to be carried, sealed for the server, and where each chain ends.
 * Readable without a vault, since links are carried when everything is locked.
 */
import { Dexie, type Table } from 'dexie';
import * as v from 'valibot';
import {
  CountersignedSchema,
  HeadSchema,
  SealedLinkSchema,
  START,
  type Countersigned,
  type Head,
  type SealedLink,
} from '../../record/audit-chain';

const EndRowSchema = v.looseObject({
  chain: v.string(),
  ...HeadSchema.entries,
  countersigned: v.optional(CountersignedSchema),
});
type EndRow = v.InferOutput<typeof EndRowSchema>;

type LinkRow = SealedLink & { chain: string };

export class AuditStore {
  readonly #db: Dexie;
  readonly #links: Table<LinkRow, [string, number]>;
  readonly #ends: Table<EndRow, string>;

  constructor(name = 'doorstep-audit') {
    this.#db = new Dexie(name, { chromeTransactionDurability: 'strict' });
    this.#db.version(1).stores({ links: '[chain+seq]', ends: 'chain' });
    this.#links = this.#db.table('links');
    this.#ends = this.#db.table('ends');
  }

  /** Where the chain ends; `START` for one that is new. Throws when that can't be read. */
  async head(chain: string): Promise<Head> {
    const row: unknown = await this.#ends.get(chain);
    return row === undefined ? START : v.parse(HeadSchema, row);
  }

  /** Writes a link to the disk, unless another tab was first: the chain then ends elsewhere by now. */
  async append(chain: string, after: Head, link: SealedLink): Promise<'written' | 'moved'> {
    return this.#db.transaction('rw', this.#links, this.#ends, async () => {
      const end = await this.#ends.get(chain);
      if ((end ?? START).hash !== after.hash) return 'moved';
      await this.#links.add({ ...link, chain });
      await this.#ends.put({ ...end, chain, seq: link.seq, hash: link.hash });
      return 'written';
    });
  }

  async chains(): Promise<string[]> {
    return this.#ends.toCollection().primaryKeys();
  }

  /** The first links that wait, in order. */
  async waiting(chain: string, most: number): Promise<SealedLink[]> {
    const rows = await this.#links
      .where('[chain+seq]')
      .between([chain, 0], [chain, Infinity])
      .limit(most)
      .toArray();
    return rows.map((row) => v.parse(SealedLinkSchema, row));
  }

  async countersigned(chain: string): Promise<Countersigned | undefined> {
    const row: unknown = await this.#ends.get(chain);
    return v.parse(v.optional(EndRowSchema), row)?.countersigned;
  }

  /** The server holds these links now. */
  async settle(chain: string, countersigned: Countersigned): Promise<void> {
    await this.#db.transaction('rw', this.#links, this.#ends, async () => {
      await this.#ends.update(chain, { countersigned });
      await this.#links
        .where('[chain+seq]')
        .between([chain, 0], [chain, countersigned.head.seq], true, true)
        .delete();
    });
  }

  close(): void {
    this.#db.close();
  }
}
