/** Text as raw deflate (RFC 1951): in parts that can be put one behind the other, as such data can be. */
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** Made once for a version and sent many times over lines that may be slow. */
const LEVEL = 9;

export function packText(text: string): Promise<Buffer> {
  return deflate(text, { level: LEVEL });
}

export async function unpackText(packed: Uint8Array): Promise<string> {
  return (await inflate(packed)).toString();
}

/** What `packed` stands for, with `text` before it: in a block that is stored as it is. `text` is short: 65,535 bytes at the most. */
export function withBefore(text: string, packed: Uint8Array): Buffer {
  const bytes = Buffer.from(text);
  const head = Buffer.alloc(STORED_HEAD);
  // The first byte, 0: not the last block, and stored.
  head.writeUInt16LE(bytes.length, 1);
  head.writeUInt16LE(bytes.length ^ 0xffff, 3);
  return Buffer.concat([head, bytes, packed]);
}

const STORED_HEAD = 5;
