/**
 * A block with a key of its own, which lies before it, wrapped by another. Whatever is sealed so can be read with that key
 * only, and the key is nowhere else: with the row it is gone. Layout: 1 byte of form, 12 bytes of IV, the wrapped key (48
 * bytes), the block.
 */
import { openBlock, sealBlock, type Block, type BlockOutcome } from './block';

/** Beside the forms of a block itself. */
const OWN_KEY = 2;
const IV_BYTES = 12;
const WRAPPED_BYTES = 32 + 16;
const BLOCK_AT = 1 + IV_BYTES + WRAPPED_BYTES;
const GCM = 'AES-GCM';

export function hasOwnKey(block: Block): boolean {
  return block[0] === OWN_KEY;
}

/** Seals `value` with a new key, and wraps that by `by`. `context` says where it belongs: moved elsewhere, it does not open. */
export async function sealWithOwnKey(by: CryptoKey, value: unknown, context: string): Promise<Block> {
  // Extractable, or it could not be wrapped: it is let go with the end of this call.
  const key = await crypto.subtle.generateKey({ name: GCM, length: 256 }, true, ['encrypt']);
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const [wrapped, inner] = await Promise.all([
    crypto.subtle.wrapKey('raw', key, by, wrapping(iv, context)),
    sealBlock(key, value, context),
  ]);
  const block = new Uint8Array(BLOCK_AT + inner.length);
  block[0] = OWN_KEY;
  block.set(iv, 1);
  block.set(new Uint8Array(wrapped), 1 + IV_BYTES);
  block.set(inner, BLOCK_AT);
  return block;
}

/** `damaged`: changed since, of another key than `by`, or moved from another place. */
export async function openWithOwnKey(by: CryptoKey, block: Block, context: string): Promise<BlockOutcome> {
  if (!hasOwnKey(block) || block.length <= BLOCK_AT) return { kind: 'damaged' };
  const iv = block.slice(1, 1 + IV_BYTES);
  const wrapped = block.subarray(1 + IV_BYTES, BLOCK_AT);
  const key = await crypto.subtle
    .unwrapKey('raw', wrapped, by, wrapping(iv, context), GCM, false, ['decrypt'])
    .catch(() => undefined);
  return key ? openBlock(key, block.subarray(BLOCK_AT), context) : { kind: 'damaged' };
}

function wrapping(iv: Uint8Array<ArrayBuffer>, context: string): AesGcmParams {
  return { name: GCM, iv, additionalData: new TextEncoder().encode(`key ${context}`) };
}
