/** The JSON documents of one file: one, or one a line; packed by gzip or not. */
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { promisify } from 'node:util';
import { createGunzip, gunzip } from 'node:zlib';
import type { Refusal } from './reasons';

export type Document = { place: string; value: unknown } | { refusal: Refusal };

/** A file that is not read line by line is held in memory, and no string can be longer. */
const LARGEST = 500_000_000;
const unpack = promisify(gunzip);

export async function* documentsIn(file: string): AsyncGenerator<Document> {
  try {
    if (/\.(ndjson|jsonl)(\.gz)?$/i.test(file)) yield* linesOf(file, streamedLines(file));
    else yield* wholeFile(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    yield { refusal: { file, place: '', reason: 'unreadable', detail: code } };
  }
}

async function* wholeFile(file: string): AsyncGenerator<Document> {
  const bytes = await readFile(file);
  const plain = /\.gz$/i.test(file) ? await unpack(bytes, { maxOutputLength: LARGEST }) : bytes;
  const text = decode(plain);
  if (text === undefined) {
    yield { refusal: { file, place: '', reason: 'not-json' } };
    return;
  }
  const value = parse(text);
  if (value !== undefined) {
    yield { place: '', value };
    return;
  }
  // Perhaps one a line, under another name.
  const lines = text.split('\n');
  const first = lines.find((line) => line.trim() !== '');
  if (first !== undefined && lines.length > 1 && parse(first) !== undefined) yield* linesOf(file, lines);
  else yield { refusal: { file, place: '', reason: 'not-json' } };
}

async function* linesOf(
  file: string,
  lines: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<Document> {
  let number = 0;
  for await (const line of lines) {
    number++;
    if (line.trim() === '') continue;
    const place = `line ${number}`;
    const value = parse(line);
    if (value === undefined) yield { refusal: { file, place, reason: 'not-json' } };
    else yield { place, value };
  }
}

async function* streamedLines(file: string): AsyncGenerator<string> {
  const raw = createReadStream(file);
  // pipeline passes an error of the file on to who reads; `for await` then throws it.
  const bytes = /\.gz$/i.test(file) ? pipeline(raw, createGunzip(), () => undefined) : raw;
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  for await (const chunk of bytes) {
    const lines = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  yield rest + decoder.decode();
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Undefined for what is no JSON: JSON itself has no such value. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch {
    return undefined;
  }
}
