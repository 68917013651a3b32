/**
 * WebCrypto as far as sealing and packs use it: the same algorithms from Node's own library, done at once instead of on
 * other threads, and with chance as an argument. So the order of things does not hang on the machine.
 */
import {
  createCipheriv,
  createDecipheriv,
  createECDH,
  createHash,
  createHmac,
  type CipherGCMTypes,
  type ECDH,
} from 'node:crypto';

type Bytes = ArrayBuffer | Uint8Array;
type Jwk = Record<string, unknown>;

/** A key of an algorithm: a secret, or one half of a P-256 pair. */
class SimulatedKey {
  readonly [Symbol.toStringTag] = 'CryptoKey';
  readonly algorithm: { name: string; namedCurve?: string; length?: number };

  constructor(
    readonly type: 'secret' | 'public' | 'private',
    algorithm: { name: string; namedCurve?: string },
    readonly extractable: boolean,
    readonly usages: readonly string[],
    /** The secret, or the public point, uncompressed. */
    readonly bytes: Buffer,
    readonly pair?: ECDH,
  ) {
    this.algorithm = type === 'secret' ? { ...algorithm, length: bytes.length * 8 } : algorithm;
  }
}

const P256 = { name: 'ECDH', namedCurve: 'P-256' };
const WRAP_IV = Buffer.alloc(8, 0xa6);
const TAG_BYTES = 16;

/** `fill` fills an array with chance. */
export function simulatedCrypto(fill: <T extends ArrayBufferView>(array: T) => T): Crypto {
  const pairOf = (d: Buffer, extractable: boolean) => {
    const pair = createECDH('prime256v1');
    pair.setPrivateKey(d);
    const point = pair.getPublicKey();
    return {
      privateKey: new SimulatedKey('private', P256, extractable, ['deriveBits'], point, pair),
      publicKey: new SimulatedKey('public', P256, true, [], point),
    };
  };

  const subtle = later({
    generateKey: ({ name }: { name: string }, extractable: boolean, usages: string[]) => {
      const bytes = Buffer.from(fill(new Uint8Array(32)));
      if (name !== 'ECDH') return new SimulatedKey('secret', { name }, extractable, usages, bytes);
      bytes[0] = (bytes[0] ?? 0) & 0x7f; // below the order of the curve
      return pairOf(bytes, extractable);
    },
    importKey: (
      form: 'raw' | 'jwk',
      data: Bytes | Jwk,
      algorithm: string | { name: string },
      extractable: boolean,
      usages: string[],
    ) => {
      const name = typeof algorithm === 'string' ? algorithm : algorithm.name;
      if (form === 'raw') {
        return new SimulatedKey('secret', { name }, extractable, usages, bufferOf(data as Bytes));
      }
      const { x, y, d } = data as { x: string; y: string; d?: string };
      if (d !== undefined) return pairOf(Buffer.from(d, 'base64url'), extractable).privateKey;
      const point = [Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')];
      return new SimulatedKey('public', P256, true, usages, Buffer.concat(point));
    },
    exportKey: (form: 'raw' | 'jwk', { bytes, pair }: SimulatedKey) => {
      if (form === 'raw') return arrayOf(bytes);
      const [x, y] = [bytes.subarray(1, 33), bytes.subarray(33)].map((half) => half.toString('base64url'));
      const d = pair ? { d: pair.getPrivateKey().toString('base64url') } : {};
      return { kty: 'EC', crv: 'P-256', x, y, ...d };
    },
    deriveBits: ({ public: other }: { public: SimulatedKey }, { pair }: SimulatedKey, length: number) => {
      if (!pair) throw new TypeError('a private key was expected');
      return arrayOf(secretOf(pair, other.bytes).subarray(0, length / 8));
    },
    wrapKey: (_: 'raw', key: SimulatedKey, by: SimulatedKey, algorithm: string | Gcm) => {
      if (isGcm(algorithm)) return encryptGcm(algorithm, by, key.bytes);
      const cipher = createCipheriv(wrapOf(by), by.bytes, WRAP_IV);
      return arrayOf(Buffer.concat([cipher.update(key.bytes), cipher.final()]));
    },
    unwrapKey: (
      _: 'raw',
      wrapped: Bytes,
      by: SimulatedKey,
      unwrapping: string | Gcm,
      to: string | { name: string },
      extractable: boolean,
      usages: string[],
    ) => {
      const name = typeof to === 'string' ? to : to.name;
      const bytes = isGcm(unwrapping)
        ? Buffer.from(decryptGcm(unwrapping, by, wrapped))
        : unwrapKw(by, wrapped);
      return new SimulatedKey('secret', { name }, extractable, usages, bytes);
    },
    encrypt: encryptGcm,
    decrypt: decryptGcm,
    sign: (_: 'HMAC', key: SimulatedKey, data: Bytes) =>
      arrayOf(createHmac('sha256', key.bytes).update(bufferOf(data)).digest()),
    digest: (algorithm: string | { name: string }, data: Bytes) => {
      const name = typeof algorithm === 'string' ? algorithm : algorithm.name;
      return arrayOf(createHash(name.replace('-', '').toLowerCase()).update(bufferOf(data)).digest());
    },
  });

  const randomUUID = () => {
    const hex = Buffer.from(fill(new Uint8Array(16))).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
  };
  return { subtle, getRandomValues: fill, randomUUID } as unknown as Crypto;
}

/** What two halves come to is the same from either side, and most of what is sealed is opened soon after. */
const secrets = new Map<string, Buffer>();
const MOST_SECRETS = 200;

function secretOf(pair: ECDH, other: Buffer): Buffer {
  const name = [pair.getPublicKey(), other]
    .map((half) => half.toString('latin1'))
    .sort()
    .join('');
  const known = secrets.get(name);
  if (known) return known;
  if (secrets.size >= MOST_SECRETS) secrets.clear();
  const secret = pair.computeSecret(other);
  secrets.set(name, secret);
  return secret;
}

interface Gcm {
  iv: Uint8Array;
  additionalData?: Uint8Array;
}

/** JWEs wrap their keys by AES-KW, patients' records by AES-GCM. */
function isGcm(algorithm: string | Gcm): algorithm is Gcm {
  return typeof algorithm === 'object' && 'iv' in algorithm;
}

function encryptGcm({ iv, additionalData }: Gcm, key: SimulatedKey, data: Bytes): ArrayBuffer {
  const cipher = createCipheriv(gcmOf(key), key.bytes, iv);
  if (additionalData) cipher.setAAD(additionalData);
  return arrayOf(Buffer.concat([cipher.update(bufferOf(data)), cipher.final(), cipher.getAuthTag()]));
}

function decryptGcm({ iv, additionalData }: Gcm, key: SimulatedKey, data: Bytes): ArrayBuffer {
  const all = bufferOf(data);
  const decipher = createDecipheriv(gcmOf(key), key.bytes, iv);
  if (additionalData) decipher.setAAD(additionalData);
  decipher.setAuthTag(all.subarray(-TAG_BYTES));
  return arrayOf(Buffer.concat([decipher.update(all.subarray(0, -TAG_BYTES)), decipher.final()]));
}

function unwrapKw(by: SimulatedKey, wrapped: Bytes): Buffer {
  const decipher = createDecipheriv(wrapOf(by), by.bytes, WRAP_IV);
  return Buffer.concat([decipher.update(bufferOf(wrapped)), decipher.final()]);
}

function gcmOf(key: SimulatedKey): CipherGCMTypes {
  return `aes-${(key.bytes.length * 8) as 128 | 256}-gcm`;
}

function wrapOf(key: SimulatedKey): string {
  return `id-aes${key.bytes.length * 8}-wrap`;
}

function bufferOf(data: Bytes): Buffer {
  return data instanceof ArrayBuffer
    ? Buffer.from(data)
    : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

/** Buffers come out of a shared pool; WebCrypto gives an array of one's own. */
function arrayOf(buffer: Buffer): ArrayBuffer {
  return new Uint8Array(buffer).buffer;
}

/** The same functions with promises for answers. */
function later(functions: Record<string, (...args: never[]) => unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(functions).map(([name, perform]) => [
      name,
      (...args: never[]) =>
        new Promise((resolve) => {
          resolve(perform(...args));
        }),
    ]),
  );
}
