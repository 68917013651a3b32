/** Reads the answer of `POST /api/packs`: a line of JSON a patient, then an end line. */
import * as v from 'valibot';
import {
  PackEndSchema,
  PackGoneSchema,
  PackLineSchema,
  type PackGone,
  type PackLine,
} from '../../record/pack';

export interface PackStreamReader {
  /** One patient's line. The stream is read on only when this has resolved. */
  onPack: (line: PackLine) => Promise<void>;
  onGone: (gone: PackGone) => void;
  /** Bytes read since the last call, after decompression. */
  onBytes: (bytes: number) => void;
}

/** A line that is dead without saying so: no byte for this long. */
const STALL_MS = 30_000;

/**
 * Reads to the end line (`complete`), or to where the answer was cut or made no sense (`cut`). What came before a cut
 * has been handed over and is good: each line stands by itself.
 */
export async function readPackStream(
  body: ReadableStream<Uint8Array>,
  reader: PackStreamReader,
): Promise<'complete' | 'cut'> {
  let lines = 0;
  for await (const text of linesOf(body, reader.onBytes)) {
    const value = parseJson(text);
    if (v.is(PackEndSchema, value)) return value.lines === lines ? 'complete' : 'cut';
    const pack = v.safeParse(PackLineSchema, value);
    if (pack.success) await reader.onPack(pack.output);
    else if (v.is(PackGoneSchema, value)) reader.onGone(value);
    else return 'cut';
    lines += 1;
  }
  return 'cut';
}

/** Whole lines only, until the stream ends or breaks: the end line tells the two apart. */
async function* linesOf(
  body: ReadableStream<Uint8Array>,
  onBytes: (bytes: number) => void,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const source = body.getReader();
  let rest = '';
  try {
    for (;;) {
      const value = await nextChunk(source);
      if (!value) return;
      onBytes(value.byteLength);
      const parts = (rest + decoder.decode(value, { stream: true })).split('\n');
      rest = parts.pop() ?? '';
      yield* parts.filter((part) => part.trim() !== '');
    }
  } finally {
    await source.cancel().catch(() => undefined);
  }
}

/** The next bytes; undefined at the end, at a break, and when nothing comes for too long. */
async function nextChunk(source: ReadableStreamDefaultReader<Uint8Array>): Promise<Uint8Array | undefined> {
  const read = source.read().then(
    ({ value }) => value,
    () => undefined,
  );
  const stalled = new Promise<undefined>((resolve) => {
    const timer = setTimeout(() => {
      resolve(undefined);
    }, STALL_MS);
    void read.then(() => {
      clearTimeout(timer);
    });
  });
  return Promise.race([read, stalled]);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
