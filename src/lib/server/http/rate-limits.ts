/**
 * How often an account or an address may ask, over all app servers together: the count stands in the store. A server takes
 * a block of it at a time, so that not every request is a write; all blocks together are never more than the limit.
 */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { KeyedQueue } from '../keyed-queue';
import { findDocument, isConflict } from '../store/documents';
import type { Database, Store } from '../store/store';

export interface Limit {
  name: string;
  most: number;
  seconds: number;
}

const CountSchema = v.object({ _id: v.string(), _rev: v.string(), window: v.number(), taken: v.number() });

interface Block {
  window: number;
  left: number;
}

const BLOCKS = 20;
const ATTEMPTS = 20;
/** Keys that are remembered at a time; who is forgotten loses the rest of a block. */
const MOST_KEYS = 10_000;

export class RateLimits {
  readonly #database: Database;
  readonly #place: string;
  readonly #now: () => Date;
  readonly #blocks = new Map<string, Block>();
  readonly #queue = new KeyedQueue();

  private constructor(database: Database, place: string, now: () => Date) {
    this.#database = database;
    this.#place = place;
    this.#now = now;
  }

  static async open(store: Store, now: () => Date = () => new Date()): Promise<RateLimits> {
    // Where several servers count, only an ordinary document is safe: a CouchDB takes `_local` ones over whatever stands there.
    const place = store.kind === 'couchdb' ? '' : '_local/';
    return new RateLimits(await store.open('limits'), place, now);
  }

  /** Whether `key` (an account, an address) may ask once more; if so, that is counted. */
  take(limit: Limit, key: string): Promise<boolean> {
    const id = `${this.#place}${limit.name}-${createHash('sha256').update(key).digest('hex').slice(0, 32)}`;
    return this.#queue.run(id, async () => {
      const window = Math.floor(this.#now().getTime() / 1000 / limit.seconds);
      let block = this.#blocks.get(id);
      if (block?.window !== window || block.left === 0) {
        block = { window, left: await this.#takeBlock(id, limit.most, window) };
        this.#remember(id, block);
      }
      if (block.left === 0) return false;
      block.left -= 1;
      return true;
    });
  }

  /** How many may be used up here: none when the limit is reached. */
  async #takeBlock(id: string, most: number, window: number): Promise<number> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const held = v.parse(v.optional(CountSchema), await findDocument(this.#database, id));
      const taken = held?.window === window ? held.taken : 0;
      const block = Math.min(Math.ceil(most / BLOCKS), most - taken);
      if (block === 0) return 0;
      try {
        await this.#database.put({ ...held, _id: id, window, taken: taken + block });
        return block;
      } catch (cause) {
        if (!isConflict(cause)) throw cause;
      }
    }
    throw new Error('a limit was too busy');
  }

  #remember(id: string, block: Block): void {
    this.#blocks.delete(id);
    this.#blocks.set(id, block);
    const oldest = this.#blocks.keys().next();
    if (this.#blocks.size > MOST_KEYS && !oldest.done) this.#blocks.delete(oldest.value);
  }
}
