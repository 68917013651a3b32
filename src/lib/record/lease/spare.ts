/** The spare of a lease's key: sealed for a month, whose key no device has before a notice tells it. */
import { base64url, CompactEncrypt, compactDecrypt, errors } from 'jose';

const ENC = 'A256GCM';

export function sealSpare(key: string, monthKey: Uint8Array): Promise<string> {
  return new CompactEncrypt(base64url.decode(key))
    .setProtectedHeader({ alg: 'dir', enc: ENC })
    .encrypt(monthKey);
}

/** Undefined when it is not of this month, or damaged. */
export async function openSpare(spare: string, monthKey: string): Promise<string | undefined> {
  try {
    const { plaintext } = await compactDecrypt(spare, base64url.decode(monthKey), {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: [ENC],
    });
    return base64url.encode(plaintext);
  } catch (cause) {
    if (cause instanceof errors.JOSEError) return undefined;
    throw cause;
  }
}
