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
}

const CACHE = 'doorstep-reserve';
const ADDRESS = '/.reserve';
/** Some 2,000 entries, or a few photos. */
const RESERVE_BYTES = 8_000_000;
/** As much as `getRandomValues` gives at once. */
const PIECE_BYTES = 65_536;

/** In the Cache API: one file of its own. */
export class CacheReserve implements Reserve {
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  async ensure(): Promise<void> {
    const cache = await caches.open(CACHE);
    if (await cache.match(ADDRESS)) return;
    if (!(await hasRoom(this.#storage, RESERVE_BYTES))) return;
    await cache.put(ADDRESS, new Response(noise()));
  }

  async release(): Promise<void> {
    await caches.delete(CACHE);
  }
}

/** Random, since a disk may compress what is not. */
function noise(): Blob {
  const pieces = Array.from({ length: Math.ceil(RESERVE_BYTES / PIECE_BYTES) }, () =>
    crypto.getRandomValues(new Uint8Array(PIECE_BYTES)),
  );
  return new Blob(pieces);
}
