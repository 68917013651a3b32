/** Seals a sign-in attempt for its cookie: the browser carries it, and can neither read nor change it. */
import { EncryptJWT, errors, jwtDecrypt } from 'jose';
import * as v from 'valibot';
import { AttemptSchema, type Attempt } from './relying-party';

export const ATTEMPT_MINUTES = 10;

/** `secret` is 32 bytes. */
export function sealAttempt(attempt: Attempt, secret: Uint8Array): Promise<string> {
  return new EncryptJWT({ ...attempt })
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .setExpirationTime(`${ATTEMPT_MINUTES} minutes`)
    .encrypt(secret);
}

/** `undefined` for one that is too old, altered, or not ours. */
export async function openAttempt(sealed: string, secret: Uint8Array): Promise<Attempt | undefined> {
  try {
    const { payload } = await jwtDecrypt(sealed, secret);
    return v.parse(AttemptSchema, payload);
  } catch (cause) {
    if (cause instanceof errors.JOSEError || v.isValiError(cause)) return undefined;
    throw cause;
  }
}
