/** `POST /api/devices`: a user's vault on a device makes itself known and gets a journal and the server's key. */
import * as v from 'valibot';
import { JOURNAL_BASE } from './ids';

/** Names the enrolment (one user's vault on one device) that a request comes from. */
export const DEVICE_HEADER = 'x-doorstep-device';

export const PublicKeySchema = v.looseObject({
  kid: v.string(),
  kty: v.literal('EC'),
  crv: v.literal('P-256'),
  x: v.string(),
  y: v.string(),
});
/** A public P-256 JWK with its key id. */
export type PublicKey = v.InferOutput<typeof PublicKeySchema>;

export const RegistrationRequestSchema = v.looseObject({
  deviceId: v.pipe(v.string(), v.regex(/^d[a-z0-9]{20,40}$/)),
  vaultKey: PublicKeySchema,
  appVersion: v.string(),
  /**
   * Each entry of this vault carries a proof (see `proofOf`). `vouched`: the seals (`sealHash`) of those that were written
   * before there were proofs. Absent from an app of that time.
   */
  proofs: v.optional(v.looseObject({ vouched: v.array(v.string()) })),
});
export type RegistrationRequest = v.InferOutput<typeof RegistrationRequestSchema>;

export const RegistrationSchema = v.looseObject({
  journalBase: v.pipe(v.string(), v.regex(JOURNAL_BASE)),
  /** What entries are sealed for; in `signs` stands the key that leases and notices are signed with (`signerOf`). */
  serverKey: PublicKeySchema,
  /** What shows that a request comes from this enrolment: the value of the `DEVICE_HEADER`. Opens nothing. */
  credential: v.string(),
});
export type Registration = v.InferOutput<typeof RegistrationSchema>;
