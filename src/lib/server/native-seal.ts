/**
 * The seal of `record/seal.ts` by Node's own cryptography: the same standard JWE, a fifth of the work. Filing opens and makes
 * one for each entry, and WebCrypto has a key imported and another thread asked for each step of it (decision 0014).
 */
import {
  createCipheriv,
  createDecipheriv,
  createECDH,
  createHash,
  randomBytes,
  type Cipher,
  type Decipher,
  type ECDH,
} from 'node:crypto';
import * as v from 'valibot';
import type { Sealed } from '../record/journal-docs';
import { PublicKeySchema, type PublicKey } from '../record/registration';
import { CONTENT, KEY_WRAP, type OpenOutcome } from '../record/seal';

/** A private key that opens what was sealed for its `kid`. */
export interface NativeKey {
  kid: string;
  pair: ECDH;
}

const CURVE = 'prime256v1';
/** RFC 3394. */
const WRAP_IV = Buffer.alloc(8, 0xa6);
const IV_BYTES = 12;
const TAG_BYTES = 16;

type Point = Pick<PublicKey, 'x' | 'y'>;

/** Each of these would change what the rest means. Our seals have none of them. */
const NOT_OURS = ['crit', 'zip', 'apu', 'apv'];
const HeaderSchema = v.pipe(
  v.looseObject({
    alg: v.literal(KEY_WRAP),
    enc: v.literal(CONTENT),
    epk: v.omit(PublicKeySchema, ['kid']),
  }),
  v.check((header) => NOT_OURS.every((name) => !(name in header))),
);

/** The pair of a private key, `d` in a JWK. */
export function pairOf(d: string): ECDH {
  const pair = createECDH(CURVE);
  pair.setPrivateKey(Buffer.from(d, 'base64url'));
  return pair;
}

/** As `sealJson`. */
export function sealNatively(value: unknown, aad: string, recipients: readonly PublicKey[]): Sealed {
  if (recipients.length === 0) throw new Error('nothing may be sealed for nobody');
  const contentKey = randomBytes(32);
  const iv = randomBytes(IV_BYTES);
  const header = encoded(JSON.stringify({ enc: CONTENT }));
  const cipher = createCipheriv('aes-256-gcm', contentKey, iv);
  const ciphertext = run(cipher.setAAD(authenticated(header, encoded(aad))), JSON.stringify(value));
  return {
    protected: header,
    aad: encoded(aad),
    iv: encoded(iv),
    ciphertext: encoded(ciphertext),
    tag: encoded(cipher.getAuthTag()),
    recipients: recipients.map((recipient) => wrappedFor(recipient, contentKey)),
  };
}

/** As `openSealed`: opens with the first of `keys` that is a recipient, and never throws for what came from outside. */
export function openNatively(sealed: Sealed, aad: string, keys: readonly NativeKey[]): OpenOutcome {
  const fit = keys
    .flatMap((own) => sealed.recipients.map((recipient) => ({ own, recipient })))
    .find(({ own, recipient }) => own.kid === recipient.header.kid);
  if (!fit) return { kind: 'unknown-key' };
  if (sealed.aad !== encoded(aad)) return { kind: 'altered' };
  const plain = decrypted(sealed, fit.recipient, fit.own.pair);
  return plain ? { kind: 'opened', value: parsed(plain) } : { kind: 'altered' };
}

/** As the `sealHash` of `record/seal.ts`. */
export function nativeSealHash({ protected: header, iv, ciphertext, tag, aad }: Sealed): string {
  return createHash('sha256').update([header, iv, ciphertext, tag, aad].join('.')).digest('base64url');
}

/** The secret that both pairs come to. Throws for what is no point of the curve. */
export function agreed(own: ECDH, { x, y }: Point): Buffer {
  const point = [Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')];
  return own.computeSecret(Buffer.concat(point));
}

function wrappedFor(recipient: PublicKey, contentKey: Buffer): Sealed['recipients'][number] {
  const ephemeral = createECDH(CURVE);
  const point = ephemeral.generateKeys();
  const cipher = createCipheriv('id-aes256-wrap', wrappingKey(agreed(ephemeral, recipient)), WRAP_IV);
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map(encoded);
  const epk = { kty: 'EC', crv: 'P-256', x, y };
  return {
    encrypted_key: encoded(run(cipher, contentKey)),
    header: { alg: KEY_WRAP, kid: recipient.kid, epk },
  };
}

function decrypted(sealed: Sealed, recipient: Sealed['recipients'][number], own: ECDH): Buffer | undefined {
  try {
    const { protected: joint, iv, ciphertext, tag, aad } = sealed;
    const shared: unknown = JSON.parse(decoded(joint).toString());
    // A name stands in one of the two: the protected one is not to be talked over.
    const { epk } = v.parse(HeaderSchema, { ...recipient.header, ...v.parse(v.looseObject({}), shared) });
    const unwrap = createDecipheriv('id-aes256-wrap', wrappingKey(agreed(own, epk)), WRAP_IV);
    const contentKey = run(unwrap, decoded(recipient.encrypted_key));
    const decipher = createDecipheriv('aes-256-gcm', contentKey, decoded(iv), { authTagLength: TAG_BYTES });
    decipher.setAAD(authenticated(joint, aad)).setAuthTag(decoded(tag));
    return run(decipher, decoded(ciphertext));
  } catch {
    return undefined;
  }
}

/** Concat KDF of NIST SP 800-56A with nobody named, as RFC 7518 (4.6.2) asks: one round gives 256 bits. */
function wrappingKey(secret: Buffer): Buffer {
  const algorithm = Buffer.from(KEY_WRAP);
  const info = [uint32(1), secret, uint32(algorithm.length), algorithm, uint32(0), uint32(0), uint32(256)];
  return createHash('sha256').update(Buffer.concat(info)).digest();
}

function authenticated(header: string, aad: string): Buffer {
  return Buffer.from(`${header}.${aad}`);
}

function run(cipher: Cipher | Decipher, data: Buffer | string): Buffer {
  return Buffer.concat([cipher.update(Buffer.from(data)), cipher.final()]);
}

function encoded(data: Buffer | string): string {
  return Buffer.from(data).toString('base64url');
}

function decoded(text: string): Buffer {
  return Buffer.from(text, 'base64url');
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Authentic bytes that are no JSON are the sender's fault, not damage: the schema that reads the value refuses them. */
function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
