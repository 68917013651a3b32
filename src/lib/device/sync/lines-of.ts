/** The lines of an answer as they come: whole ones only, until it ends or breaks. The end line tells the two apart. */
import { LENGTH_BYTES } from '../../record/packed-lines';
import { inflate } from '../gzip';
import { PackedJson } from '../packs/block';
import { chunksOf, type Body } from './chunks-of';

export interface Line {
  text: string;
  /** How it came, when it came compressed. */
  packed?: PackedJson;
}

/** No pack is as large. */
const LONGEST = 64 * 1024 * 1024;

/** Lines of text. */
export async function* textLinesOf(body: Body, onBytes: (bytes: number) => void): AsyncGenerator<Line> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunksOf(body)) {
    onBytes(chunk.byteLength);
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    for (const text of parts) if (text.trim() !== '') yield { text };
  }
}

/** Lines as `packed-lines.ts` has them. Ends where one makes no sense. */
export async function* packedLinesOf(body: Body, onBytes: (bytes: number) => void): AsyncGenerator<Line> {
  let rest = new Uint8Array();
  for await (const chunk of chunksOf(body)) {
    onBytes(chunk.byteLength);
    rest = joined(rest, chunk);
    for (;;) {
      const end = endOf(rest);
      if (end > LONGEST) return;
      if (rest.length < end) break;
      const packed = new PackedJson(rest.slice(LENGTH_BYTES, end));
      const json = await inflate(packed.bytes).catch(() => undefined);
      if (!json) return;
      yield { text: new TextDecoder().decode(json), packed };
      rest = rest.subarray(end);
    }
  }
}

/** Where the first line in it ends, if all of it is there. */
function endOf(bytes: Uint8Array): number {
  if (bytes.length < LENGTH_BYTES) return LENGTH_BYTES;
  return LENGTH_BYTES + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
}

function joined(one: Uint8Array<ArrayBuffer>, other: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (one.length === 0) return other;
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
