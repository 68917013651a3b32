/**
 * That an entry was written in its author's vault. Anybody can seal something for the server's public key, and a journal may
 * be carried by others than its author: so each entry carries a code that only this vault and the server can make.
 * The key is agreed between the vault's key pair and the server's (static ECDH; one-step derivation of NIST SP 800-56C).
 */
import { base64url, importJWK } from 'jose';
import type { PublicKey } from './registration';

const PURPOSE = new TextEncoder().encode('doorstep entry proof 1');
const COUNTER = [0, 0, 0, 1];

/** What proofs between two are made with. Both sides make it: with the own private key and the other's public one. */
export async function proofKey(own: CryptoKey, other: CryptoKey): Promise<CryptoKey> {
  const agreed = await crypto.subtle.deriveBits({ name: 'ECDH', public: other }, own, 256);
  const bytes = await crypto.subtle.digest('SHA-256', proofMaterial(new Uint8Array(agreed)));
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
}

/** HMAC-SHA-256 over `hash` (see `sealHash`), base64url. */
export async function proofOf(hash: string, key: CryptoKey): Promise<string> {
  const code = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(hash));
  return base64url.encode(new Uint8Array(code));
}

/** What the code's key is the SHA-256 of. */
export function proofMaterial(agreed: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([...COUNTER, ...agreed, ...PURPOSE]);
}

/** A public key, ready for `proofKey`. */
export async function agreementKey(publicKey: PublicKey): Promise<CryptoKey> {
  const key = await importJWK(publicKey, 'ECDH-ES+A256KW');
  if (key instanceof Uint8Array) throw new TypeError('a P-256 key was expected');
  return key;
}
