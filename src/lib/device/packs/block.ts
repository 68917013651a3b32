/**
 * A block: any JSON value, compressed and encrypted as one. One block is many times faster to write and read than its
 * parts one by one. Layout: 1 byte of form, 12 bytes of IV, AES-GCM ciphertext with tag.
 */
import { compress, decompress, inflate } from '../gzip';

const PLAIN = 0;
const GZIP = 1;
/** 2 is a block with a key of its own: `own-key.ts`. */
const DEFLATE = 3;
const IV_BYTES = 12;

type Bytes = Uint8Array<ArrayBuffer>;

/** What stands in a block of each form, as JSON. */
const UNPACK = new Map<number, (content: Bytes) => Promise<Bytes>>([
  [PLAIN, (content) => Promise.resolve(content)],
  [GZIP, decompress],
  [DEFLATE, inflate],
]);

/** A value whose JSON is compressed already (raw deflate): it is sealed as it came. */
export class PackedJson {
  constructor(readonly bytes: Bytes) {}
}

export type Block = Uint8Array<ArrayBuffer>;
export type BlockOutcome = { kind: 'opened'; value: unknown } | { kind: 'damaged' };

/** Seals `value`. `context` says where the block belongs: moved elsewhere, it does not open. Small values are not compressed. */
export async function sealBlock(key: CryptoKey, value: unknown, context: string): Promise<Block> {
  const { form, content } = await contentOf(value);
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const sealed = await crypto.subtle.encrypt(gcm(iv, form, context), key, content);
  const block = new Uint8Array(1 + IV_BYTES + sealed.byteLength);
  block[0] = form;
  block.set(iv, 1);
  block.set(new Uint8Array(sealed), 1 + IV_BYTES);
  return block;
}

/** Opens a block. `damaged`: changed since, sealed with another key, or moved from another place. */
export async function openBlock(key: CryptoKey, block: Block, context: string): Promise<BlockOutcome> {
  const form = block[0] ?? NaN;
  const unpack = UNPACK.get(form);
  const iv = block.slice(1, 1 + IV_BYTES);
  if (!unpack || iv.length < IV_BYTES) return { kind: 'damaged' };
  try {
    const content = new Uint8Array(
      await crypto.subtle.decrypt(gcm(iv, form, context), key, block.subarray(1 + IV_BYTES)),
    );
    const json = new TextDecoder().decode(await unpack(content));
    return { kind: 'opened', value: JSON.parse(json) as unknown };
  } catch {
    return { kind: 'damaged' };
  }
}

async function contentOf(value: unknown): Promise<{ form: number; content: Bytes }> {
  if (value instanceof PackedJson) return { form: DEFLATE, content: value.bytes };
  const json = new TextEncoder().encode(JSON.stringify(value));
  return json.length > 1024 ? { form: GZIP, content: await compress(json) } : { form: PLAIN, content: json };
}

function gcm(iv: Uint8Array<ArrayBuffer>, form: number, context: string): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(`${form} ${context}`) };
}
