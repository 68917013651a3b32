/** Names that say nothing of whom they stand for: what may be an index, a database's name or an address. */

/** A stable name for a user on this device, from the user's id. 32 hex digits. */
export async function userHashOf(userId: string): Promise<string> {
  return (await sha256(`doorstep user ${userId}`)).slice(0, 32);
}

/** A stable name for a draft, from its key and its author. */
export async function draftHashOf(userId: string, key: string): Promise<string> {
  return sha256(`doorstep draft ${userId} ${key}`);
}

/** The id of an entry that is saved in one attempt, a UUID: the same for the same attempt and body. The attempt is random. */
export async function entryIdOf(attempt: string, body: unknown): Promise<string> {
  const digits = await sha256(`doorstep entry ${attempt} ${JSON.stringify(body)}`);
  const variant = ((parseInt(digits.charAt(16), 16) & 3) | 8).toString(16);
  const parts = [digits.slice(0, 8), digits.slice(8, 12), `8${digits.slice(13, 16)}`];
  return [...parts, variant + digits.slice(17, 20), digits.slice(20, 32)].join('-');
}

/** A random id with a letter before it: 128 bits in hex. */
export function randomId(letter: string): string {
  return letter + hex(crypto.getRandomValues(new Uint8Array(16)));
}

async function sha256(text: string): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))));
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
