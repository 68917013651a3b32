/** Whether two ends hold the same, said in few bytes. */
import { base64url } from 'jose';

const BYTES = 16;

/** The first 128 bits of the text's SHA-256, base64url. */
export async function digestOf(text: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return base64url.encode(new Uint8Array(hash, 0, BYTES));
}
