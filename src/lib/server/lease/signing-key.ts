/**
 * The key that leases and notices are signed with: made from the server's secret, so that every server with this
 * `KEYS_FILE` has the same one, and a file from before leases were signed has one too.
 */
import { createECDH } from 'node:crypto';
import { base64url, calculateJwkThumbprint, importJWK } from 'jose';
import type { PublicKey } from '../../record/registration';
import type { ServerKeys } from '../keys';

/** The order of P-256: a private key is a number from 1 to one less. */
const ORDER = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');

export interface SigningKey {
  key: CryptoKey;
  public: PublicKey;
}

export async function signingKeyOf(keys: Pick<ServerKeys, 'secret'>): Promise<SigningKey> {
  // Twice as many bits as the order has: what is left after dividing favours no number (FIPS 186-5, A.2.1).
  const bits = Buffer.concat([keys.secret('signing 1'), keys.secret('signing 2')]);
  const scalar = (BigInt(`0x${bits.toString('hex')}`) % (ORDER - 1n)) + 1n;
  const d = Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex');
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(d);
  const point = pair.getPublicKey();
  const of = {
    kty: 'EC',
    crv: 'P-256',
    x: base64url.encode(point.subarray(1, 33)),
    y: base64url.encode(point.subarray(33)),
  } as const;
  const key = await importJWK({ ...of, d: base64url.encode(d) }, 'ES256');
  if (key instanceof Uint8Array) throw new TypeError('a P-256 key was expected');
  return { key, public: { ...of, kid: await calculateJwkThumbprint(of) } };
}
