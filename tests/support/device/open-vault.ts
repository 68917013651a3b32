/** An open vault as after unlocking, without the slow derivation. */
import { calculateJwkThumbprint, exportJWK } from 'jose';
import { userHashOf } from '../../../src/lib/device/opaque';
import type { OpenVault } from '../../../src/lib/device/vault/open-vault';
import type { PublicKey } from '../../../src/lib/record/registration';
import type { OpeningKey } from '../../../src/lib/record/seal';

export async function keyPair(): Promise<{ publicKey: PublicKey; opening: OpeningKey }> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits']);
  const jwk = await exportJWK(pair.publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { publicKey: { ...jwk, kid } as PublicKey, opening: { kid, key: pair.privateKey } };
}

/** A fresh vault of `userId`, sealing for `serverKey`. */
export async function testVault(serverKey: PublicKey, userId = 'nurse'): Promise<OpenVault> {
  const { publicKey, opening } = await keyPair();
  const dataKey = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
    'wrapKey',
    'unwrapKey',
  ]);
  return {
    userHash: await userHashOf(userId),
    user: { id: userId, name: 'Amara Okafor', role: 'community-nurse', teams: [] },
    demo: true,
    deviceId: 'd00000000000000000000000000000001',
    journalBase: `j${crypto.randomUUID().replaceAll('-', '')}`,
    serverKey,
    dataKey,
    privateKey: opening.key,
    publicKey,
    clockOffsetMs: 0,
  };
}
