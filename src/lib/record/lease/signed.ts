/**
 * What the server signs about time: the lease of one enrolment (one user's vault on one device), and an outage notice,
 * which lets the leases of the whole organisation run on. Compact JWS (ES256); its `typ` keeps one from passing as another.
 */
import { CompactSign, compactVerify, errors, importJWK } from 'jose';
import * as v from 'valibot';
import { PublicKeySchema, type PublicKey } from '../registration';

const ALG = 'ES256';
const SecondsSchema = v.pipe(v.number(), v.integer(), v.minValue(0));
/** 256 bits, base64url. */
const KeySchema = v.pipe(v.string(), v.length(43));

export const LeaseSchema = v.looseObject({
  /** Whose it is: the journal base of the enrolment. */
  enrolment: v.string(),
  /** When it was given, and when it ends: seconds of server time. */
  iat: SecondsSchema,
  exp: SecondsSchema,
});
export type Lease = v.InferOutput<typeof LeaseSchema>;

export const NoticeSchema = v.looseObject({
  /** When it was made; of two, the later one counts. */
  iat: SecondsSchema,
  /** Until when leases run on. */
  exp: SecondsSchema,
  /** By the month (`2026-11`) in which a lease ended: what opens the spare key of such a lease. */
  keys: v.record(v.string(), KeySchema),
  /** Beginnings of the names of enrolments that it does not concern. */
  without: v.optional(v.array(v.pipe(v.string(), v.minLength(8)))),
});
export type Notice = v.InferOutput<typeof NoticeSchema>;

/** The answer of `GET /api/lease`. */
export const LeaseAnswerSchema = v.looseObject({
  /** Absent for whoever has no patient. */
  lease: v.optional(
    v.looseObject({
      signed: v.string(),
      /** What patients' records on this device are sealed with. */
      key: KeySchema,
      /** The same key, sealed: only an outage notice opens it. */
      spare: v.string(),
    }),
  ),
  /** The newest outage notice, signed. */
  notice: v.optional(v.string()),
});
export type LeaseAnswer = v.InferOutput<typeof LeaseAnswerSchema>;
export type GivenLease = NonNullable<LeaseAnswer['lease']>;

const TYPES = { lease: 'doorstep-lease', notice: 'doorstep-notice' } as const;
const utf8 = new TextEncoder();

export function signLease(lease: Lease, key: CryptoKey): Promise<string> {
  return sign(TYPES.lease, lease, key);
}

export function signNotice(notice: Notice, key: CryptoKey): Promise<string> {
  return sign(TYPES.notice, notice, key);
}

/** Undefined for what this key has not signed as a lease. Whether it still runs is another question. */
export function readLease(signed: string, signer: PublicKey): Promise<Lease | undefined> {
  return read(signed, signer, TYPES.lease, LeaseSchema);
}

export function readNotice(signed: string, signer: PublicKey): Promise<Notice | undefined> {
  return read(signed, signer, TYPES.notice, NoticeSchema);
}

/** The key that a server signs with, as it stands beside the one that entries are sealed for; none from an older server. */
export function signerOf(serverKey: PublicKey): PublicKey | undefined {
  const parsed = v.safeParse(PublicKeySchema, serverKey['signs']);
  return parsed.success ? parsed.output : undefined;
}

function sign(typ: string, claims: object, key: CryptoKey): Promise<string> {
  return new CompactSign(utf8.encode(JSON.stringify(claims))).setProtectedHeader({ alg: ALG, typ }).sign(key);
}

async function read<S extends v.GenericSchema>(
  signed: string,
  signer: PublicKey,
  typ: string,
  schema: S,
): Promise<v.InferOutput<S> | undefined> {
  const key = await importJWK(signer, ALG);
  try {
    const { payload, protectedHeader } = await compactVerify(signed, key, { algorithms: [ALG] });
    if (protectedHeader.typ !== typ) return undefined;
    return v.parse(schema, JSON.parse(new TextDecoder().decode(payload)));
  } catch (cause) {
    if (cause instanceof errors.JOSEError || cause instanceof SyntaxError || v.isValiError(cause))
      return undefined;
    throw cause;
  }
}
