/**
 * Disks of tablets. Full: as in Chromium, each request of a transaction succeeds, and then the transaction aborts. Cut off
 * from power: what was not asked to be strict since the last strict write is gone, though it was called complete. And what
 * a process that has ended had not committed is undone, and nothing of it is written any more.
 */
interface Connection {
  name: string;
}

interface OpenRequest extends EventTarget {
  result: Connection;
  onsuccess: unknown;
  onupgradeneeded: unknown;
  onerror: unknown;
  listeners: unknown[];
}

interface Transaction {
  _start: () => void;
  _abort: (reason: string) => void;
  _requests: { request: { readyState: string } }[];
  /** What undoes the transaction, first change first. */
  _rollbackLog: (() => void)[];
  _state: string;
  error: unknown;
  mode: string;
  durability: string;
  db: Connection;
}

/** What one process has to do with a disk. */
class Hold {
  ended = false;
  readonly running = new Set<Transaction>();
  constructor(readonly disk: Disk) {}
}

const transactions = IDBTransaction.prototype as unknown as Transaction;
const factories = IDBFactory.prototype as unknown as {
  open: (name: string, version?: number) => OpenRequest;
};
const { _start: start }: { _start: (this: Transaction) => void } = transactions;
const { open }: { open: (this: unknown, name: string, version?: number) => OpenRequest } = factories;
const disks = new Set<Disk>();
const holds = new WeakMap<Connection, Hold>();
// eslint-disable-next-line @typescript-eslint/unbound-method -- put back where it stood
const { transaction } = IDBDatabase.prototype;
/** Of this run. */
let requests: OpenRequest[] = [];

export class Disk {
  full = false;
  hold = new Hold(this);
  readonly #isOwn: (database: string) => boolean;
  #unflushed: (() => void)[] = [];

  /** `isOwn` knows the names of the databases that lie on it. */
  constructor(isOwn: (database: string) => boolean) {
    this.#isOwn = isOwn;
    disks.add(this);
  }

  static of(database: string): Disk | undefined {
    return [...disks].find((disk) => disk.#isOwn(database));
  }

  /** Before another run. PouchDB's adapter remembers each request by which it opened a database, and with it all in there. */
  static forgetAll(): void {
    disks.clear();
    // As a browser that has loaded nothing yet: the code that is tried in this run asks for strict writes by itself.
    IDBDatabase.prototype.transaction = transaction;
    const nothing = {
      result: undefined,
      onsuccess: null,
      onupgradeneeded: null,
      onerror: null,
      listeners: [],
    };
    for (const request of requests) Object.assign(request, nothing);
    requests = [];
  }

  committed({ durability, mode, _rollbackLog: undo }: Transaction): void {
    // Chromium makes upgrades strict by itself.
    if (durability === 'strict' || mode === 'versionchange') this.#unflushed = [];
    else this.#unflushed.push(...undo);
  }

  /** The process that wrote on it has ended, in the middle of whatever it did. */
  letGo(): void {
    const { hold } = this;
    this.hold = new Hold(this);
    hold.ended = true;
    for (const transaction of [...hold.running].reverse()) {
      if (transaction._state !== 'finished') transaction._abort('AbortError');
    }
  }

  /** To be called when the process that wrote on it has ended. */
  cutPower(): void {
    for (const undo of this.#unflushed.reverse()) undo();
    this.#unflushed = [];
  }
}

factories.open = function (name, version) {
  const request = open.call(this, name, version);
  requests.push(request);
  const hold = Disk.of(name)?.hold;
  const note = () => {
    if (hold) holds.set(request.result, hold);
  };
  for (const event of ['upgradeneeded', 'success']) request.addEventListener(event, note);
  return request;
};

transactions._start = function (this: Transaction) {
  const hold = holds.get(this.db);
  if (!hold || this._state === 'finished') {
    start.call(this);
    return;
  }
  const { disk, running } = hold;
  const ends = this._requests.every(({ request }) => request.readyState === 'done');
  const writes = this._rollbackLog.length > 0;
  running.add(this);
  if (hold.ended) this._abort('AbortError');
  else if (ends && writes && disk.full) this._abort('QuotaExceededError');
  else start.call(this);
  if (this._state !== 'finished') return;
  running.delete(this);
  if (ends && writes && !hold.ended && !this.error) disk.committed(this);
};
