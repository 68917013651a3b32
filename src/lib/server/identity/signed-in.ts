/** Who is signed in, by the cookies of a request; renews them when the access token has run out. */
import type { Cookies } from '@sveltejs/kit';
import type { User } from '../../record/user';
import type { Audit } from '../audit/audit';
import { accessCookie, deviceCookie, refreshCookie, writeSession } from './cookies';
import type { Identity } from './identity';

export interface SignedIn {
  user: User;
  until: string;
}

/** Undefined for nobody. A token that was copied is recorded. */
export async function findSignedIn(
  cookies: Cookies,
  { identity, audit, origin }: { identity: Identity; audit: Audit; origin: string },
): Promise<SignedIn | undefined> {
  const device = deviceCookie.read(cookies);
  const access = accessCookie.read(cookies);
  const refresh = refreshCookie.read(cookies);
  if (device === undefined) return undefined;
  const found = access === undefined ? undefined : await identity.findSignedIn(access, device);
  if (found || refresh === undefined) return found;
  const renewed = await identity.refresh(refresh, device);
  if (renewed.kind === 'refreshed') {
    writeSession(cookies, renewed.tokens, origin);
    return renewed.found;
  }
  if (renewed.kind !== 'ended') {
    await audit.record({ kind: 'refused', reason: `token-${renewed.kind}`, aboutUserId: renewed.userId });
  }
  return undefined;
}
