/**
 * Where the device keeps what it needs to notice that its databases are damaged. Apart from IndexedDB: a damaged LevelDB
 * opens without error as an empty database, and takes with it whatever else stands in IndexedDB.
 */
export interface WitnessPlace {
  keys(): Promise<string[]>;
  /** Undefined: there is no such key. Null: there is, and it can't be read. */
  find(key: string): Promise<unknown>;
  save(key: string, value: unknown): Promise<void>;
  drop(key: string): Promise<void>;
}

const ROOT = '/.sentinel/';

/** In the Cache API, which browsers keep in files of its own. */
export class CachePlace implements WitnessPlace {
  async keys(): Promise<string[]> {
    const cache = await this.#open();
    return (await cache.keys()).map(({ url }) => new URL(url).pathname.slice(ROOT.length));
  }

  async find(key: string): Promise<unknown> {
    const cache = await this.#open();
    const answer = await cache.match(ROOT + key);
    if (!answer) return undefined;
    return answer.json().catch(() => null);
  }

  async save(key: string, value: unknown): Promise<void> {
    const cache = await this.#open();
    await cache.put(ROOT + key, Response.json(value));
  }

  async drop(key: string): Promise<void> {
    const cache = await this.#open();
    await cache.delete(ROOT + key);
  }

  #open(): Promise<Cache> {
    return caches.open('doorstep-sentinel');
  }
}
