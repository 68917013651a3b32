/**
 * The keys of a vault. Made extractable for the moment of wrapping, then taken from their wrapping again as
 * non-extractable: their bytes never pass through our code, and never rest unwrapped.
 */
import { base64url, calculateJwkThumbprint, exportJWK } from 'jose';
import * as v from 'valibot';
import { PublicKeySchema, type PublicKey } from '../../record/registration';

export const WrappedSchema = v.looseObject({ iv: v.string(), bytes: v.string() });
export type Wrapped = v.InferOutput<typeof WrappedSchema>;

export const WrappedKeysSchema = v.looseObject({
  /** AES-GCM 256, wrapped by the passphrase's key. */
  dataKey: WrappedSchema,
  /** The private half of the vault key (P-256, PKCS #8), wrapped by the data key. */
  privateKey: WrappedSchema,
  publicKey: PublicKeySchema,
});
export type WrappedKeys = v.InferOutput<typeof WrappedKeysSchema>;

/** The vault key, for the moment of wrapping: the private half is extractable. */
export interface VaultPair {
  privateKey: CryptoKey;
  publicKey: PublicKey;
}

export interface VaultKeys {
  dataKey: CryptoKey;
  privateKey: CryptoKey;
  publicKey: PublicKey;
}

/** A way to the data key: the wrapping, and the key that takes it off. */
export interface Opener {
  dataKey: Wrapped;
  key: CryptoKey;
}

const DATA_KEY_USES: KeyUsage[] = ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey'];
const PAIR = { name: 'ECDH', namedCurve: 'P-256' };

/** A new random pair. */
export async function makeVaultPair(): Promise<VaultPair> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(PAIR, true, ['deriveBits']);
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { privateKey, publicKey: v.parse(PublicKeySchema, { ...jwk, kid }) };
}

/** The pair and a new random data key, wrapped. `context` binds the wrapping to its vault. */
export async function makeWrappedKeys(
  { privateKey, publicKey }: VaultPair,
  wrappingKey: CryptoKey,
  context: string,
): Promise<WrappedKeys> {
  const dataKey = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, DATA_KEY_USES);
  return {
    dataKey: await wrap('raw', dataKey, wrappingKey, context),
    privateKey: await wrap('pkcs8', privateKey, dataKey, context),
    publicKey,
  };
}

/** The keys, usable and non-extractable; undefined when the wrapping key is not the right one. */
export async function unwrapKeys(
  wrapped: WrappedKeys,
  wrappingKey: CryptoKey,
  context: string,
): Promise<VaultKeys | undefined> {
  const dataKey = await unwrapDataKey({ dataKey: wrapped.dataKey, key: wrappingKey }, context, false);
  if (!dataKey) return undefined;
  const privateKey = await unwrap('pkcs8', wrapped.privateKey, dataKey, context, {
    algorithm: PAIR,
    uses: ['deriveBits'],
    extractable: false,
  });
  return { dataKey, privateKey, publicKey: wrapped.publicKey };
}

/** The data key in a second wrapping, for another way in; undefined when the opener is not the right one. */
export async function wrapAgain(
  opener: Opener,
  by: CryptoKey,
  context: string,
): Promise<Wrapped | undefined> {
  const dataKey = await unwrapDataKey(opener, context, true);
  return dataKey && wrap('raw', dataKey, by, context);
}

async function unwrapDataKey({ dataKey, key }: Opener, context: string, extractable: boolean) {
  const to = { algorithm: 'AES-GCM', uses: DATA_KEY_USES, extractable };
  try {
    return await unwrap('raw', dataKey, key, context, to);
  } catch (error) {
    // AES-GCM answers a wrong key with an OperationError, and nothing else does.
    if (error instanceof DOMException && error.name === 'OperationError') return undefined;
    throw error;
  }
}

async function wrap(
  format: 'raw' | 'pkcs8',
  key: CryptoKey,
  by: CryptoKey,
  context: string,
): Promise<Wrapped> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bytes = await crypto.subtle.wrapKey(format, key, by, gcm(iv, context));
  return { iv: base64url.encode(iv), bytes: base64url.encode(new Uint8Array(bytes)) };
}

interface UnwrapTo {
  algorithm: AlgorithmIdentifier | EcKeyImportParams;
  uses: KeyUsage[];
  extractable: boolean;
}

async function unwrap(
  format: 'raw' | 'pkcs8',
  { iv, bytes }: Wrapped,
  by: CryptoKey,
  context: string,
  { algorithm, uses, extractable }: UnwrapTo,
): Promise<CryptoKey> {
  const wrapping = gcm(base64url.decode(iv).slice(), context);
  return crypto.subtle.unwrapKey(
    format,
    base64url.decode(bytes).slice(),
    by,
    wrapping,
    algorithm,
    extractable,
    uses,
  );
}

function gcm(iv: Uint8Array<ArrayBuffer>, context: string): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(context) };
}
