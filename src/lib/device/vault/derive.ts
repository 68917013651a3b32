/** The keys that wrap a vault's data key: from the passphrase by Argon2id, from a passkey, from a shift PIN. */
import { argon2id } from 'hash-wasm';
import { base64url } from 'jose';
import * as v from 'valibot';

export const KdfSchema = v.looseObject({
  algorithm: v.literal('argon2id'),
  memoryKiB: v.number(),
  iterations: v.number(),
  parallelism: v.number(),
  /** base64url */
  salt: v.string(),
});
export type Kdf = v.InferOutput<typeof KdfSchema>;

/** Never weaker than this (RFC 9106, second recommended choice). */
export const KDF_FLOOR = { memoryKiB: 64 * 1024, iterations: 3, parallelism: 1 } as const;
const SALT_BYTES = 16;
/** So many bytes or more, in base64url. */
const LONG_SALT = new RegExp(`^[A-Za-z0-9_-]{${Math.ceil((SALT_BYTES * 4) / 3)},}$`);
const SHORTEST_MS = 250;
const MOST_ITERATIONS = 24;

/** A row on disk may have been tampered with: parameters below the floor are not used. */
export function meetsFloor(kdf: Kdf): boolean {
  return (
    kdf.memoryKiB >= KDF_FLOOR.memoryKiB &&
    kdf.iterations >= KDF_FLOOR.iterations &&
    kdf.parallelism >= KDF_FLOOR.parallelism &&
    LONG_SALT.test(kdf.salt)
  );
}

/** Iterations for this device: the floor, and more where the floor took less than a quarter of a second. */
export function iterationsFor(floorMs: number): number {
  const raised = Math.ceil((KDF_FLOOR.iterations * SHORTEST_MS) / Math.max(floorMs, 1));
  return Math.min(Math.max(raised, KDF_FLOOR.iterations), MOST_ITERATIONS);
}

/** Fresh parameters with a fresh salt, measured on this device. `clock` counts milliseconds. */
export async function chooseKdf(clock: () => number): Promise<Kdf> {
  const kdf = withFreshSalt({ algorithm: 'argon2id', ...KDF_FLOOR, salt: '' });
  const started = clock();
  await deriveWrappingKey('how fast is this device', kdf);
  return { ...kdf, iterations: iterationsFor(clock() - started) };
}

/** The wrapping key (AES-GCM, not extractable). Takes a good part of a second on purpose. */
export async function deriveWrappingKey(passphrase: string, kdf: Kdf): Promise<CryptoKey> {
  const bytes = await stretch(passphrase, kdf);
  const key = await crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['wrapKey', 'unwrapKey']);
  bytes.fill(0);
  return key;
}

/** The wrapping key from what an authenticator answers (WebAuthn's PRF extension): 32 bytes that nobody can guess. Ends them. */
export async function derivePasskeyKey(secret: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  secret.fill(0);
  return wrappingKeyFrom(base, new Uint8Array(), 'doorstep passkey 1');
}

/** The wrapping key from a PIN and the half that is kept in memory: neither gives it without the other. */
export async function derivePinKey(pin: string, kdf: Kdf, half: CryptoKey): Promise<CryptoKey> {
  const bytes = await stretch(pin, kdf);
  const key = await wrappingKeyFrom(half, bytes, 'doorstep shift pin 1');
  bytes.fill(0);
  return key;
}

/** The half of a PIN's key that stays with whoever keeps it: random, and not extractable. */
export async function makePinHalf(): Promise<CryptoKey> {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  const half = await crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveKey']);
  bytes.fill(0);
  return half;
}

/** The same parameters with a salt of their own. */
export function withFreshSalt(kdf: Kdf): Kdf {
  return { ...kdf, salt: base64url.encode(crypto.getRandomValues(new Uint8Array(SALT_BYTES))) };
}

async function stretch(secret: string, kdf: Kdf): Promise<Uint8Array<ArrayBuffer>> {
  const start = performance.now();
  const bytes = await argon2id({
    password: secret.normalize('NFKC'),
    salt: base64url.decode(kdf.salt),
    memorySize: kdf.memoryKiB,
    iterations: kdf.iterations,
    parallelism: kdf.parallelism,
    hashLength: 32,
    outputType: 'binary',
  });
  // By this name a profile tells the time that is meant to be slow from the rest.
  performance.measure('argon2id', { start });
  const own = bytes.slice();
  bytes.fill(0);
  return own;
}

function wrappingKeyFrom(base: CryptoKey, salt: Uint8Array<ArrayBuffer>, info: string): Promise<CryptoKey> {
  const how = { name: 'HKDF', hash: 'SHA-256', salt, info: new TextEncoder().encode(info) };
  return crypto.subtle.deriveKey(how, base, { name: 'AES-GCM', length: 256 }, false, [
    'wrapKey',
    'unwrapKey',
  ]);
}
