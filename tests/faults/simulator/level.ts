/** LevelDB in memory, as far as PouchDB asks of it: sorted keys, batches all or none, and a copy of all at an instant. */
type Value = string | Buffer;
type Done<T extends unknown[] = []> = (error?: Error | null, ...result: Partial<T>) => void;

interface Operation {
  type: 'put' | 'del';
  key: string;
  value: Value;
}

interface Range {
  gt?: string;
  gte?: string;
  lt?: string;
  lte?: string;
  reverse?: boolean;
  limit?: number;
  valueAsBuffer?: boolean;
}

export type LevelContent = ReadonlyMap<string, Value>;

export class MemoryLevel {
  status = 'new';
  readonly supports = {};
  readonly #values: Map<string, Value>;
  /** Sorted keys; made anew after a key came or went. */
  #keys: string[] | undefined;

  constructor(content: LevelContent = new Map()) {
    this.#values = new Map(content);
  }

  get content(): LevelContent {
    return new Map(this.#values);
  }

  mentions(part: string): boolean {
    for (const key of this.#values.keys()) if (key.includes(part)) return true;
    return false;
  }

  open(_: unknown, done: Done): void {
    this.status = 'open';
    queueMicrotask(done);
  }

  close(done: Done): void {
    this.status = 'closed';
    queueMicrotask(done);
  }

  get(key: string, options: { asBuffer?: boolean }, done: Done<[Value]>): void {
    const value = this.#values.get(key);
    queueMicrotask(() => {
      if (value === undefined) done(new Error('NotFound'));
      else done(null, options.asBuffer ? Buffer.from(value as string) : value);
    });
  }

  batch(operations: readonly Operation[], _: unknown, done: Done): void {
    for (const { type, key, value } of operations) {
      if (type === 'put' ? !this.#values.has(key) : this.#values.has(key)) this.#keys = undefined;
      if (type === 'put') this.#values.set(key, value);
      else this.#values.delete(key);
    }
    setImmediate(done);
  }

  iterator(range: Range): { next: (done: Done<[string, Value]>) => void; end: (done: Done) => void } {
    const found = this.#within(range);
    if (range.reverse) found.reverse();
    const limit = range.limit === undefined || range.limit < 0 ? Infinity : range.limit;
    // What is written while somebody reads does not show.
    const rows = found.slice(0, limit).map((key) => [key, this.#values.get(key) ?? ''] as const);
    let at = 0;
    return {
      next: (done) => {
        const row = rows[at];
        at += 1;
        queueMicrotask(() => {
          if (!row) done();
          else done(null, row[0], range.valueAsBuffer ? Buffer.from(row[1] as string) : row[1]);
        });
      },
      end: (done) => {
        queueMicrotask(done);
      },
    };
  }

  #within({ gt, gte, lt, lte }: Range): string[] {
    this.#keys ??= [...this.#values.keys()].sort();
    return this.#keys.filter(
      (key) =>
        (gt === undefined || key > gt) &&
        (gte === undefined || key >= gte) &&
        (lt === undefined || key < lt) &&
        (lte === undefined || key <= lte),
    );
  }
}
