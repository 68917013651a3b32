/** The key that wraps a vault's data key, from the passphrase by Argon2id. */
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
const SHORTEST_MS = 250;
const MOST_ITERATIONS = 24;

/** A row on disk may have been tampered with: parameters below the floor are not used. */
export function meetsFloor(kdf: Kdf): boolean {
  return (
    kdf.memoryKiB >= KDF_FLOOR.memoryKiB &&
    kdf.iterations >= KDF_FLOOR.iterations &&
    kdf.parallelism >= KDF_FLOOR.parallelism &&
    base64url.decode(kdf.salt).length >= SALT_BYTES
  );
}

/** Iterations for this device: the floor, and more where the floor took less than a quarter of a second. */
export function iterationsFor(floorMs: number): number {
  const raised = Math.ceil((KDF_FLOOR.iterations * SHORTEST_MS) / Math.max(floorMs, 1));
  return Math.min(Math.max(raised, KDF_FLOOR.iterations), MOST_ITERATIONS);
}

/** Fresh parameters with a fresh salt, measured on this device. `clock` counts milliseconds. */
export async function chooseKdf(clock: () => number): Promise<Kdf> {
  const salt = base64url.encode(crypto.getRandomValues(new Uint8Array(SALT_BYTES)));
  const kdf: Kdf = { algorithm: 'argon2id', ...KDF_FLOOR, salt };
  const started = clock();
  await deriveWrappingKey('how fast is this device', kdf);
  return { ...kdf, iterations: iterationsFor(clock() - started) };
}

/** The wrapping key (AES-GCM, not extractable). Takes a good part of a second on purpose. */
export async function deriveWrappingKey(passphrase: string, kdf: Kdf): Promise<CryptoKey> {
  const start = performance.now();
  const bytes = await argon2id({
    password: passphrase.normalize('NFKC'),
    salt: base64url.decode(kdf.salt),
    memorySize: kdf.memoryKiB,
    iterations: kdf.iterations,
    parallelism: kdf.parallelism,
    hashLength: 32,
    outputType: 'binary',
  });
  // By this name a profile tells the time that is meant to be slow from the rest.
  performance.measure('argon2id', { start });
  const key = await crypto.subtle.importKey('raw', bytes.slice(), 'AES-GCM', false, ['wrapKey', 'unwrapKey']);
  bytes.fill(0);
  return key;
}
