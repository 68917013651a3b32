/** The private key by which the server shows the provider who it is (`private_key_jwt`): a JWK with `kid` and `alg`. */
import { readFile } from 'node:fs/promises';
import { importJWK } from 'jose';
import * as v from 'valibot';
import { ConfigError } from '../config';

const KeySchema = v.looseObject({ kty: v.string(), kid: v.string(), alg: v.string(), d: v.string() });

export interface ClientKey {
  key: CryptoKey;
  kid: string;
}

/** Throws a `ConfigError` for a file that can't be read or holds no such key; the line quotes nothing of it. */
export async function readClientKey(file: string): Promise<ClientKey> {
  try {
    const jwk = v.parse(KeySchema, JSON.parse(await readFile(file, 'utf8')));
    const key = await importJWK(jwk, jwk.alg);
    if (key instanceof Uint8Array) throw new TypeError('a key pair is needed');
    return { key, kid: jwk.kid };
  } catch {
    // No cause: a parser's message may quote key material.
    throw new ConfigError(`OIDC_CLIENT_KEY_FILE ${file} holds no private JWK with “kid” and “alg”.`);
  }
}
