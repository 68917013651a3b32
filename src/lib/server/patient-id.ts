/** Opaque ids made from a name: the same each time, and no way back without the server's secret. */
import { createHmac } from 'node:crypto';

/** `p…`, matching `PATIENT_ID`. `key` names the patient at the source: `Patient/<id>`, or a system and a value. */
export function patientIdOf(secret: string | Uint8Array, key: string): string {
  return opaqueId('p', secret, key);
}

/** A letter and 32 digits of base 32: 160 bits of HMAC-SHA256. */
export function opaqueId(letter: string, secret: string | Uint8Array, key: string): string {
  const hex = createHmac('sha256', secret).update(key).digest('hex').slice(0, 40);
  return letter + BigInt(`0x${hex}`).toString(32).padStart(32, '0');
}
