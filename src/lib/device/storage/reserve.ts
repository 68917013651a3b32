/**
 * A file that holds nothing, to be given up on a full disk. Deleting packs gives room back only when the database next puts
 * its files in order, for which it needs room itself; deleting a file gives it at once.
 */
import { hasRoom, type Storage } from './room';

export interface Reserve {
  /** Lays the reserve in when there is none, and room enough. */
  ensure(): Promise<void>;
  /** Gives it up. */
  release(): Promise<void>;
  /** Bytes that it still needs: what is left of the room for it, as long as it is not laid in. */
  missing(): Promise<number>;
}

const CACHE = 'doorstep-reserve';
const ADDRESS = '/.reserve';
/** Some 2,000 entries, or a few photos. */
const RESERVE_BYTES = 8_000_000;

/** In the Cache API: one file of its own. */
export class CacheReserve implements Reserve {
  readonly #storage: Storage;
  /** Asked for with each batch of packs: looked up until it is there. */
  #isLaid = false;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  async ensure(): Promise<void> {
    if ((await this.missing()) === 0) return;
    if (!(await hasRoom(this.#storage, RESERVE_BYTES))) return;
    await (await caches.open(CACHE)).put(ADDRESS, new Response(await noise()));
    this.#isLaid = true;
  }

  async release(): Promise<void> {
    this.#isLaid = false;
    await caches.delete(CACHE);
  }

  async missing(): Promise<number> {
    this.#isLaid ||= (await (await caches.open(CACHE)).match(ADDRESS)) !== undefined;
    return this.#isLaid ? 0 : RESERVE_BYTES;
  }
}

/** As good as random, since a disk may compress what is not. Random values would take a tenth of a second of this thread. */
async function noise(): Promise<ArrayBuffer> {
  const name = 'AES-CTR';
  const key = await crypto.subtle.generateKey({ name, length: 128 }, false, ['encrypt']);
  const how = { name, counter: new Uint8Array(16), length: 64 };
  return crypto.subtle.encrypt(how, key, new Uint8Array(RESERVE_BYTES));
}
