/** The keys of a vault in the open, from its row on the disk and the passphrase: to look for them where they must not be. */
import { argon2id } from 'hash-wasm';
import type { VaultRow } from '../../src/lib/device/vault/vault-row';

export interface VaultSecrets {
  /** What the passphrase gives. */
  wrappingKey: Buffer;
  dataKey: Buffer;
  /** PKCS #8, and the number inside it. */
  privateKey: Buffer;
  privateScalar: Buffer;
}

/** Written anew from the design rather than taken from the app: it also holds the app to Argon2id and AES-GCM. */
export async function openVaultKeys(row: VaultRow, passphrase: string): Promise<VaultSecrets> {
  const { memoryKiB, iterations, parallelism, salt } = row.kdf;
  const wrappingKey = await argon2id({
    password: passphrase,
    salt: Buffer.from(salt, 'base64url'),
    memorySize: memoryKiB,
    iterations,
    parallelism,
    hashLength: 32,
    outputType: 'binary',
  });
  const context = Buffer.from(`doorstep vault 1 ${row.user.id} ${row.deviceId}`);
  const dataKey = await decrypt(wrappingKey, row.keys.dataKey, context);
  const privateKey = await decrypt(dataKey, row.keys.privateKey, context);
  const pair = { name: 'ECDH', namedCurve: 'P-256' };
  const imported = await crypto.subtle.importKey('pkcs8', Uint8Array.from(privateKey), pair, true, [
    'deriveBits',
  ]);
  const { d = '' } = await crypto.subtle.exportKey('jwk', imported);
  return {
    wrappingKey: Buffer.from(wrappingKey),
    dataKey,
    privateKey,
    privateScalar: Buffer.from(d, 'base64url'),
  };
}

async function decrypt(
  key: Uint8Array,
  { iv, bytes }: { iv: string; bytes: string },
  context: Buffer,
): Promise<Buffer> {
  const aes = await crypto.subtle.importKey('raw', Uint8Array.from(key), 'AES-GCM', false, ['decrypt']);
  const how = {
    name: 'AES-GCM',
    iv: Buffer.from(iv, 'base64url'),
    additionalData: Uint8Array.from(context),
  };
  return Buffer.from(await crypto.subtle.decrypt(how, aes, Buffer.from(bytes, 'base64url')));
}
