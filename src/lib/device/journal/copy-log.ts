/**
 * A log of copies on their way (see `EntryCopies`): one write into a file that is open already, and one flush. Whoever pressed
 * Save waits for that, a millisecond or two; the journal and the copy's place follow, which take some seven.
 */
export interface CopyLog {
  /** What an earlier worker noted, in order. It stays noted until `clear`. */
  readonly left: readonly CopyRecord[];
  /** True: it is on the disk, and outlives a power cut. False: there is no room, or it is too early. Throws when the disk fails. */
  note(record: CopyRecord): boolean;
  /** All that was noted stands in its place. */
  clear(): void;
}

export interface CopyRecord {
  key: string;
  value: unknown;
}

/** The part of a `FileSystemSyncAccessHandle` that a log needs: named here, since the types of a page do not know it. */
export interface LogFile {
  read(into: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  write(from: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  flush(): void;
  getSize(): number;
}

/** After this long, systems have written to the disk by themselves what nobody has flushed. */
export const FLUSHED_AFTER_MS = 60_000;

/** Written in full when it is made: to grow costs a question to the browser, and its blocks one to the disk. */
const BYTES = 262_144;
/** Before each record: its length. One of 0 comes after the last. */
const LENGTH_BYTES = 4;

/** In a file that nobody else has open. */
export class FileCopyLog implements CopyLog {
  readonly #mayNote: () => boolean;
  readonly #file: LogFile;
  readonly #left: CopyRecord[];
  #used: number;

  /** Throws when the disk has no room for the file. */
  constructor(file: LogFile, mayNote: () => boolean = () => true) {
    const { records, end } = recordsOf(file);
    this.#mayNote = mayNote;
    this.#file = file;
    this.#left = records;
    this.#used = end;
    // What comes after may be the beginning of a record.
    const rest = file.getSize() === BYTES ? LENGTH_BYTES : BYTES - end;
    file.write(new Uint8Array(Math.min(rest, BYTES - end)), { at: end });
    file.flush();
  }

  get left(): readonly CopyRecord[] {
    return this.#left;
  }

  /** Takes over a record that was left in another log. */
  adopt(record: CopyRecord): boolean {
    const isNoted = this.#append(record);
    if (isNoted) this.#left.push(record);
    return isNoted;
  }

  note(record: CopyRecord): boolean {
    return this.#mayNote() && this.#append(record);
  }

  clear(): void {
    this.#file.write(new Uint8Array(this.#used), { at: 0 });
    this.#used = 0;
  }

  #append({ key, value }: CopyRecord): boolean {
    const json = new TextEncoder().encode(JSON.stringify([key, value]));
    const record = new Uint8Array(LENGTH_BYTES + json.length + LENGTH_BYTES);
    if (this.#used + record.length > BYTES) return false;
    new DataView(record.buffer).setUint32(0, json.length);
    record.set(json, LENGTH_BYTES);
    if (this.#file.write(record, { at: this.#used }) !== record.length) return false;
    this.#file.flush();
    this.#used += LENGTH_BYTES + json.length;
    return true;
  }
}

/** What stands in a log; a record that was cut short ends it. */
export function recordsOf(file: LogFile): { records: CopyRecord[]; end: number } {
  const bytes = new Uint8Array(Math.min(file.getSize(), BYTES));
  const view = new DataView(bytes.buffer, 0, file.read(bytes, { at: 0 }));
  const records: CopyRecord[] = [];
  let end = 0;
  while (end + LENGTH_BYTES <= view.byteLength) {
    const begin = end + LENGTH_BYTES;
    const next = begin + view.getUint32(end);
    const record = next > view.byteLength ? undefined : parsed(bytes.subarray(begin, next));
    if (!record) break;
    records.push(record);
    end = next;
  }
  return { records, end };
}

function parsed(bytes: Uint8Array): CopyRecord | undefined {
  try {
    const read: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return Array.isArray(read) && typeof read[0] === 'string' ? { key: read[0], value: read[1] } : undefined;
  } catch {
    return undefined;
  }
}
