/** Reads the answer of `POST /api/packs`: a line of JSON a patient, then an end line. */
import * as v from 'valibot';
import {
  PackEndSchema,
  PackGoneSchema,
  PackLineSchema,
  type PackGone,
  type PackLine,
} from '../../record/pack';
import type { PackedJson } from '../packs/block';
import { packedLinesOf, textLinesOf } from './lines-of';

export interface PackStreamReader {
  /** One patient's line, and how it came when it came compressed. The stream is read on only when this has resolved. */
  onPack: (line: PackLine, packed?: PackedJson) => Promise<void>;
  onGone: (gone: PackGone) => void;
  /** Bytes read since the last call. */
  onBytes: (bytes: number) => void;
}

export interface PackStream {
  body: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** As `packed-lines.ts` has it. */
  packed: boolean;
}

/**
 * Reads to the end line (`complete`), or to where the answer was cut or made no sense (`cut`). What came before a cut
 * has been handed over and is good: each line stands by itself.
 */
export async function readPackStream(
  { body, packed }: PackStream,
  reader: PackStreamReader,
): Promise<'complete' | 'cut'> {
  let lines = 0;
  for await (const line of (packed ? packedLinesOf : textLinesOf)(body, reader.onBytes)) {
    const value = parseJson(line.text);
    if (v.is(PackEndSchema, value)) return value.lines === lines ? 'complete' : 'cut';
    const pack = v.safeParse(PackLineSchema, value);
    if (pack.success) await reader.onPack(pack.output, line.packed);
    else if (v.is(PackGoneSchema, value)) reader.onGone(value);
    else return 'cut';
    lines += 1;
  }
  return 'cut';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
