/** The short-lived token that each request brings: who, in which session, for this server alone. The session knows the device. */
import { errors, jwtVerify, SignJWT } from 'jose';
import * as v from 'valibot';

export const ACCESS_MINUTES = 10;
const ALG = 'HS256';

const ClaimsSchema = v.object({ sub: v.string(), sid: v.string() });

export interface AccessClaims {
  userId: string;
  sessionId: string;
}

export interface TokenKey {
  /** 32 bytes. */
  secret: Uint8Array;
  /** The server's origin: it signs for nobody but itself. */
  origin: string;
}

export function signAccess(
  { userId, sessionId }: AccessClaims,
  { secret, origin }: TokenKey,
  now: Date,
): Promise<string> {
  const seconds = Math.floor(now.getTime() / 1000);
  return new SignJWT({ sid: sessionId })
    .setProtectedHeader({ alg: ALG, typ: 'at+jwt' })
    .setSubject(userId)
    .setAudience(origin)
    .setExpirationTime(seconds + ACCESS_MINUTES * 60)
    .sign(secret);
}

/** `undefined` for a token that has expired, is not for this server, was signed in another way, or is none. */
export async function readAccess(
  token: string,
  { secret, origin }: TokenKey,
  now: Date,
): Promise<AccessClaims | undefined> {
  try {
    const { payload } = await jwtVerify(token, secret, {
      algorithms: [ALG],
      typ: 'at+jwt',
      audience: origin,
      requiredClaims: ['exp'],
      currentDate: now,
    });
    const { sub, sid } = v.parse(ClaimsSchema, payload);
    return { userId: sub, sessionId: sid };
  } catch (cause) {
    if (cause instanceof errors.JOSEError || v.isValiError(cause)) return undefined;
    throw cause;
  }
}
