/** The proof of `record/proof.ts` by Node's own cryptography: for one vault its key is agreed once, not for each entry. */
import { createHash, createHmac, timingSafeEqual, type ECDH } from 'node:crypto';
import { proofMaterial } from '../record/proof';
import type { PublicKey } from '../record/registration';
import { agreed } from './native-seal';

const keys = new WeakMap<PublicKey, WeakMap<ECDH, Buffer>>();

/** Whether `proof` is what `proofOf` makes of `hash` between the server's pair and this vault. */
export function isProofOf(hash: string, proof: string, own: ECDH, vaultKey: PublicKey): boolean {
  const code = createHmac('sha256', keyBetween(own, vaultKey)).update(hash).digest();
  const given = Buffer.from(proof, 'base64url');
  return given.length === code.length && timingSafeEqual(given, code);
}

function keyBetween(own: ECDH, vaultKey: PublicKey): Buffer {
  const ofVault = keys.get(vaultKey) ?? new WeakMap<ECDH, Buffer>();
  keys.set(vaultKey, ofVault);
  const key =
    ofVault.get(own) ??
    createHash('sha256')
      .update(proofMaterial(agreed(own, vaultKey)))
      .digest();
  ofVault.set(own, key);
  return key;
}
