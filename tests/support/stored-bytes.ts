/**
 * What a browser's file holds, unpacked: Chromium compresses what pages store (Snappy) and what servers send (gzip), and
 * LevelDB cuts it into frames. A word that is looked for only as it stands on the disk can be missed in all three.
 */
import { constants, inflateRawSync } from 'node:zlib';
import { unpackSnappy } from './snappy';

/** The bytes themselves, and everything that could be unpacked from them. By content: file names tell nothing for sure. */
export function viewsOf(file: Buffer): Buffer[] {
  const framed = [file, joinLogFrames(file), ...tableBlocks(file)];
  return framed.flatMap((view) => [view, ...unpackAfter(view, VALUE_MARK, unpackValue), ...unpackGzip(view)]);
}

/** How Chromium begins a compressed value in IndexedDB. */
const VALUE_MARK = Buffer.from([0xff, 0x11, 0x02]);
/** Gzip without a file name, which is what servers send. */
const GZIP_MARK = Buffer.from([0x1f, 0x8b, 0x08, 0x00]);
const GZIP_HEADER = 10;
const FRAME = 32 * 1024;
const FRAME_HEADER = 7;
/** The last bytes of a LevelDB table, little endian. */
const TABLE_MAGIC = Buffer.from('57fb808b247547db', 'hex');

function unpackAfter(view: Buffer, mark: Buffer, unpack: (rest: Buffer) => Buffer | undefined): Buffer[] {
  const found: Buffer[] = [];
  for (let at = view.indexOf(mark); at >= 0; at = view.indexOf(mark, at + 1)) {
    const unpacked = unpack(view.subarray(at));
    if (unpacked) found.push(unpacked);
  }
  return found;
}

function unpackValue(rest: Buffer): Buffer | undefined {
  return unpackSnappy(rest.subarray(VALUE_MARK.length));
}

function unpackGzip(view: Buffer): Buffer[] {
  return unpackAfter(view, GZIP_MARK, (rest) => {
    try {
      // What follows in the file, or is missing, does not matter.
      return inflateRawSync(rest.subarray(GZIP_HEADER), { finishFlush: constants.Z_SYNC_FLUSH });
    } catch {
      return undefined; // bytes that only look like the beginning
    }
  });
}

/** A LevelDB log without its frame headers, so that a value longer than a frame is whole again. */
function joinLogFrames(file: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let frame = 0; frame < file.length; frame += FRAME) {
    const end = Math.min(frame + FRAME, file.length);
    for (let at = frame; at + FRAME_HEADER <= end;) {
      const length = file.readUInt16LE(at + 4);
      if (length === 0 || at + FRAME_HEADER + length > end) break;
      parts.push(file.subarray(at + FRAME_HEADER, at + FRAME_HEADER + length));
      at += FRAME_HEADER + length;
    }
  }
  return Buffer.concat(parts);
}

/** The blocks of a LevelDB table, unpacked; none when the file is something else. */
function tableBlocks(file: Buffer): Buffer[] {
  if (file.length < 48 || !file.subarray(-8).equals(TABLE_MAGIC)) return [];
  const footer = new Reader(file.subarray(-48));
  footer.varint();
  footer.varint(); // the index of filters
  const index = blockAt(file, footer.varint(), footer.varint());
  return index ? handlesIn(index).flatMap(([offset, size]) => blockAt(file, offset, size) ?? []) : [];
}

function blockAt(file: Buffer, offset: number, size: number): Buffer | undefined {
  const block = file.subarray(offset, offset + size);
  return file[offset + size] === 1 ? unpackSnappy(block) : block;
}

/** Where an index block says that the data blocks lie. */
function handlesIn(index: Buffer): [offset: number, size: number][] {
  const restarts = index.readUInt32LE(index.length - 4);
  const reader = new Reader(index.subarray(0, index.length - 4 * (restarts + 1)));
  const handles: [number, number][] = [];
  while (!reader.ended) {
    reader.varint(); // shared part of the key
    const keyLength = reader.varint();
    const valueLength = reader.varint();
    reader.skip(keyLength);
    const value = new Reader(reader.take(valueLength));
    handles.push([value.varint(), value.varint()]);
  }
  return handles;
}

class Reader {
  #at = 0;

  constructor(private readonly bytes: Buffer) {}

  get ended(): boolean {
    return this.#at >= this.bytes.length;
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.bytes.readUInt8(this.#at++);
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  skip(count: number): void {
    this.#at += count;
  }

  take(count: number): Buffer {
    this.#at += count;
    return this.bytes.subarray(this.#at - count, this.#at);
  }
}
