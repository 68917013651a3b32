/**
 * Disks of tablets. Full: as in Chromium, each request of a transaction succeeds, and then the transaction aborts. Cut off
 * from power: what was not asked to be strict since the last strict write is gone, though it was called complete.
 */
interface Transaction {
  _start: () => void;
  _abort: (reason: string) => void;
  _requests: { request: { readyState: string } }[];
  /** What undoes the transaction, first change first. */
  _rollbackLog: (() => void)[];
  _state: string;
  durability: string;
  db: { name: string };
}

const prototype = IDBTransaction.prototype as unknown as Transaction;
const { _start: start }: { _start: (this: Transaction) => void } = prototype;
const disks = new Set<Disk>();

export class Disk {
  full = false;
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

  static forgetAll(): void {
    disks.clear();
  }

  committed({ durability, _rollbackLog: undo }: Transaction): void {
    if (durability === 'strict') this.#unflushed = [];
    else this.#unflushed.push(...undo);
  }

  cutPower(): void {
    for (const undo of this.#unflushed.reverse()) undo();
    this.#unflushed = [];
  }
}

prototype._start = function (this: Transaction) {
  const ends =
    this._state !== 'finished' && this._requests.every(({ request }) => request.readyState === 'done');
  const disk = ends && this._rollbackLog.length > 0 ? Disk.of(this.db.name) : undefined;
  if (disk?.full) {
    this._abort('QuotaExceededError');
    return;
  }
  start.call(this);
  disk?.committed(this);
};
