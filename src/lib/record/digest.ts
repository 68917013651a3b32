/** Whether two ends hold the same, said in few bytes. */
import { base64url } from 'jose';

const BYTES = 16;

/** The first 128 bits of the SHA-256 of the text or the bytes, base64url. */
export async function digestOf(content: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const hash = await crypto.subtle.digest('SHA-256', bytes);
  return base64url.encode(new Uint8Array(hash, 0, BYTES));
}
