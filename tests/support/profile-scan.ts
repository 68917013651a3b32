/** Reads every file of a browser profile and looks for words that must not be there. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { viewsOf } from './stored-bytes';

export interface Needle {
  /** What a report may say: never the secret itself. */
  label: string;
  bytes: Buffer;
}

/** A text as it may stand on a disk: UTF-8, UTF-16 (how V8 keeps a string outside Latin-1, and IndexedDB its keys), and Base64 at each of its three offsets. */
export function needlesOf(label: string, text: string): Needle[] {
  const utf8 = Buffer.from(text);
  return [
    { label: `${label} as text`, bytes: utf8 },
    { label: `${label} as UTF-16`, bytes: Buffer.from(text, 'utf16le') },
    { label: `${label} as UTF-16 (big endian)`, bytes: Buffer.from(text, 'utf16le').swap16() },
    ...base64Needles(label, utf8),
  ];
}

/** Bytes as they may stand on a disk: raw, in hexadecimal, in Base64 and its URL form. */
export function needlesOfBytes(label: string, bytes: Buffer): Needle[] {
  return [
    { label: `${label} raw`, bytes },
    { label: `${label} in hexadecimal`, bytes: Buffer.from(bytes.toString('hex')) },
    ...base64Needles(label, bytes),
    { label: `${label} in base64url`, bytes: Buffer.from(bytes.toString('base64url')) },
  ];
}

/** Base64 of `bytes` inside a longer text: what is the same wherever the text begins. */
function base64Needles(label: string, bytes: Buffer): Needle[] {
  return [0, 1, 2].flatMap((shift) => {
    const shifted = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    const certain = shifted.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6));
    // A short run of Base64 would be found by chance.
    return certain.length >= 10 ? [{ label: `${label} in Base64`, bytes: Buffer.from(certain) }] : [];
  });
}

/** `label in file` for each needle found below `folder`, packed or not. */
export function scanFolder(folder: string, needles: readonly Needle[]): string[] {
  const finder = new Finder(needles);
  return filesBelow(folder).flatMap((path) => {
    const found = new Set(viewsOf(readFile(path)).flatMap((view) => finder.findIn(view)));
    return [...found].map((label) => `${label} in ${path}`);
  });
}

/** Looks for all needles in one pass: thousands of them in megabytes would take minutes one by one. */
class Finder {
  readonly #byStart = new Map<number, Needle[]>();
  /** A quick no for most places: whether any needle begins with these two bytes. */
  readonly #starts = new Uint8Array(65_536);

  constructor(needles: readonly Needle[]) {
    for (const needle of needles) {
      if (needle.bytes.length < 4) throw new Error(`${needle.label} is too short to be told from chance`);
      const start = needle.bytes.readUInt32LE(0);
      this.#starts[start & 0xffff] = 1;
      this.#byStart.set(start, [...(this.#byStart.get(start) ?? []), needle]);
    }
  }

  findIn(content: Buffer): string[] {
    const found: string[] = [];
    for (let at = 0; at + 4 <= content.length; at++) {
      if (this.#starts[content.readUInt16LE(at)] === 0) continue;
      for (const { label, bytes } of this.#byStart.get(content.readUInt32LE(at)) ?? []) {
        if (content.subarray(at, at + bytes.length).equals(bytes)) found.push(label);
      }
    }
    return found;
  }
}

/** A file that the browser has taken away meanwhile holds nothing. */
function readFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw cause;
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
}
