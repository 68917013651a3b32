/**
 * Sealing: JSON encrypted once for several recipients (a JWE in general serialization). Whoever carries it can neither
 * read nor change it, so a page, a service worker or a server in the middle may all carry an entry.
 */
import { base64url, flattenedDecrypt, GeneralEncrypt, importJWK } from 'jose';
import type { Sealed } from './journal-docs';
import type { PublicKey } from './registration';

export const KEY_WRAP = 'ECDH-ES+A256KW';
export const CONTENT = 'A256GCM';

/** A private key that can open what was sealed for its `kid`. */
export interface OpeningKey {
  kid: string;
  key: CryptoKey;
}

export type OpenOutcome =
  | { kind: 'opened'; value: unknown }
  /** None of the keys is a recipient. */
  | { kind: 'unknown-key' }
  /** Damaged or changed on the way, or sealed as another document. */
  | { kind: 'altered' };

const utf8 = new TextEncoder();

/** Seals `value` for `recipients`. `aad` is the `_id` of the document that carries it: moved to another, it does not open. */
export async function sealJson(
  value: unknown,
  aad: string,
  recipients: readonly PublicKey[],
): Promise<Sealed> {
  if (recipients.length === 0) throw new Error('nothing may be sealed for nobody');
  const jwe = new GeneralEncrypt(utf8.encode(JSON.stringify(value)))
    .setProtectedHeader({ enc: CONTENT })
    .setAdditionalAuthenticatedData(utf8.encode(aad));
  for (const recipient of recipients) {
    jwe.addRecipient(await imported(recipient)).setUnprotectedHeader({ alg: KEY_WRAP, kid: recipient.kid });
  }
  return (await jwe.encrypt()) as Sealed;
}

const importedKeys = new WeakMap<PublicKey, ReturnType<typeof importJWK>>();

/** Many are sealed for one recipient, one after another. */
function imported(recipient: PublicKey): ReturnType<typeof importJWK> {
  const known = importedKeys.get(recipient) ?? importJWK(recipient, KEY_WRAP);
  importedKeys.set(recipient, known);
  return known;
}

/** Opens with the first of `keys` that is a recipient. Never throws for what came from outside. */
export async function openSealed(
  sealed: Sealed,
  aad: string,
  keys: readonly OpeningKey[],
): Promise<OpenOutcome> {
  const fit = keys
    .flatMap((own) => sealed.recipients.map((recipient) => ({ own, recipient })))
    .find(({ own, recipient }) => own.kid === recipient.header.kid);
  if (!fit) return { kind: 'unknown-key' };
  if (sealed.aad !== base64url.encode(aad)) return { kind: 'altered' };
  const { recipients: _, ...shared } = sealed;
  const plain = await flattenedDecrypt({ ...shared, ...fit.recipient }, fit.own.key, {
    keyManagementAlgorithms: [KEY_WRAP],
    contentEncryptionAlgorithms: [CONTENT],
  }).catch(() => undefined);
  return plain ? { kind: 'opened', value: parse(plain.plaintext) } : { kind: 'altered' };
}

/** Base64url SHA-256 of the sealed content: what a receipt names, so that it answers these bytes and no others. */
export function sealHash(sealed: Sealed): Promise<string> {
  const known = hashes.get(sealed) ?? hashOf(sealed);
  hashes.set(sealed, known);
  return known;
}

/** What is sealed is never changed: its hash is made once, for its proof and for whoever looks for its receipt. */
const hashes = new WeakMap<Sealed, Promise<string>>();

async function hashOf(sealed: Sealed): Promise<string> {
  const { protected: header, iv, ciphertext, tag, aad } = sealed;
  const bytes = utf8.encode([header, iv, ciphertext, tag, aad].join('.'));
  return base64url.encode(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}

/** Authentic bytes that are no JSON are the sender's fault, not damage: the schema that reads the value refuses them. */
function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
