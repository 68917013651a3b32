/** What a data worker finds in a browser, for tests in Node: IndexedDB in memory, locks, a witness, a server for journals. */
import 'fake-indexeddb/auto';
import type { Witness } from '../../../src/lib/device/audit/witness';
import type { CopyLog } from '../../../src/lib/device/journal/copy-log';
import { EntryCopies } from '../../../src/lib/device/journal/entry-copies';
import { Sentinel } from '../../../src/lib/device/vault/sentinel';
import { VaultCopies } from '../../../src/lib/device/vault/vault-copies';
import { EntryWitness } from '../../../src/lib/device/witness/entry-witness';
import { LossBook } from '../../../src/lib/device/witness/loss-book';
import type { WitnessPlace } from '../../../src/lib/device/witness/place';

// PouchDB's adapter asks which browser this is.
if (typeof navigator === 'undefined') {
  Object.defineProperty(globalThis, 'navigator', { value: { userAgent: 'node' }, configurable: true });
}

/** What a worker hears of itself, such as `online`. */
export const workerEvents = new EventTarget();
if (typeof addEventListener === 'undefined')
  globalThis.addEventListener = workerEvents.addEventListener.bind(workerEvents);

/** An empty disk. What is still open is closed under its users, as when a browser clears its storage. */
export async function freshDisk(): Promise<void> {
  const databases = await indexedDB.databases();
  await Promise.all(databases.map(({ name = '' }) => done(indexedDB.deleteDatabase(name))));
}

/** Web Locks within one process: exclusive, in the order asked. */
/** A disk on which no journal can be opened for want of room. Returns the way to make room. */
export function withoutRoomForJournals(): () => void {
  const open = indexedDB.open.bind(indexedDB);
  indexedDB.open = (name, version) => (name.startsWith('_pouch_') ? refusedRequest() : open(name, version));
  return () => {
    indexedDB.open = open;
  };
}

function refusedRequest(): IDBOpenDBRequest {
  const error = new DOMException('full', 'QuotaExceededError');
  const request = Object.assign(new EventTarget(), { error, onerror: null }) as unknown as IDBOpenDBRequest;
  setTimeout(() => {
    const event = new Event('error');
    request.dispatchEvent(event);
    request.onerror?.(event);
  });
  return request;
}

export class FakeLocks {
  readonly #queues = new Map<string, Promise<unknown>>();
  readonly #held = new Set<string>();

  readonly manager = {
    request: (name: string, ...rest: unknown[]) => this.#request(name, rest),
    query: () => Promise.resolve({ held: [...this.#held].map((name) => ({ name })) }),
  } as unknown as LockManager;

  async #request(name: string, rest: unknown[]): Promise<unknown> {
    const job = rest.at(-1) as () => unknown;
    const { signal } = (rest.length > 1 ? rest[0] : {}) as { signal?: AbortSignal };
    const before = this.#queues.get(name) ?? Promise.resolve();
    const turn = before.then(async () => {
      signal?.throwIfAborted();
      this.#held.add(name);
      try {
        return await job();
      } finally {
        this.#held.delete(name);
      }
    });
    this.#queues.set(
      name,
      turn.then(
        () => undefined,
        () => undefined,
      ),
    );
    return turn;
  }
}

/** The witnesses' place outside IndexedDB: survives `freshDisk`. */
export class MemoryPlace implements WitnessPlace {
  readonly values = new Map<string, unknown>();

  keys(): Promise<string[]> {
    return Promise.resolve([...this.values.keys()]);
  }

  find(key: string): Promise<unknown> {
    return Promise.resolve(structuredClone(this.values.get(key)));
  }

  save(key: string, value: unknown): Promise<void> {
    this.values.set(key, structuredClone(value));
    return Promise.resolve();
  }

  drop(key: string): Promise<void> {
    this.values.delete(key);
    return Promise.resolve();
  }
}

/** What the device keeps in its witnesses' place. */
export function witnessesAt(
  place: WitnessPlace = new MemoryPlace(),
  locks = new FakeLocks().manager,
  openLog?: () => Promise<CopyLog | undefined>,
) {
  return {
    vaultCopies: new VaultCopies(place),
    sentinel: new Sentinel(place, locks),
    entryWitness: new EntryWitness(place, locks),
    entryCopies: new EntryCopies(place, openLog),
    losses: new LossBook(place, locks),
  };
}

/** Beside the sentinel: how far audit chains go. */
export class MemoryWitness implements Witness {
  readonly #reached = new Map<string, number>();

  reached(chain: string): Promise<number> {
    return Promise.resolve(this.#reached.get(chain) ?? 0);
  }

  note(chain: string, seq: number): Promise<void> {
    this.#reached.set(chain, seq);
    return Promise.resolve();
  }
}

/** Everything that stands in IndexedDB, as one text: what a thief of the disk could read. */
export async function readWholeDisk(): Promise<string> {
  const names = (await indexedDB.databases()).map(({ name }) => name ?? '');
  const parts = await Promise.all(names.map(readDatabase));
  return [...names, ...parts].join('\n');
}

async function readDatabase(name: string): Promise<string> {
  const db = await done(indexedDB.open(name));
  const stores = [...db.objectStoreNames];
  const rows = await Promise.all(
    stores.map((store) => done(db.transaction(store).objectStore(store).getAll() as IDBRequest<unknown[]>)),
  );
  db.close();
  return JSON.stringify(rows, (_, value: unknown) => {
    if (value instanceof CryptoKey) return 'a whole CryptoKey';
    return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value;
  });
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => {
      resolve(request.result);
    });
    request.addEventListener('error', () => {
      reject(request.error ?? new Error('IndexedDB failed'));
    });
  });
}
