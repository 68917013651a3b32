/** Reads every file of a browser profile and looks for words that must not be there. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Finder, type Needle } from './finder';
import { viewsOf } from './stored-bytes';

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
