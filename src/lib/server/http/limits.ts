/** Which limits a request falls under. A whole trust may come from one address: its limits are wide. */
import type { Limit } from './rate-limits';

/** Signing in. */
export const BY_ADDRESS: Limit = { name: 'address', most: 6_000, seconds: 600 };
/** What nobody known asks and is refused. Apart: tablets whose sign-in has ended, however many, keep nobody from signing in. */
export const UNKNOWN: Limit = { name: 'unknown', most: 30_000, seconds: 600 };
export const BY_ACCOUNT: Limit = { name: 'account', most: 30_000, seconds: 300 };
/** A person enrols a device now and then; each enrolment makes a journal. */
export const ENROLLING: Limit = { name: 'enrolling', most: 60, seconds: 600 };
/**
 * Looking for a patient who is on no list of one's own: more than a person types, far fewer than it takes to go through numbers
 * or names. Whoever is turned away still finds who is in the summaries on their device.
 */
export const BEYOND: Limit = { name: 'beyond', most: 100, seconds: 600 };
/** Looking into the audit, and administering. */
export const OFFICE: Limit = { name: 'office', most: 600, seconds: 600 };

const LOOKS_BEYOND: ReadonlySet<string> = new Set(['/api/claims', '/api/emergency/find']);

/** The limits for one request, each with whom it counts for. The health check and the app's own files have none. */
export function limitsFor(
  { method, path }: { method: string; path: string },
  { address, userId }: { address: string; userId?: string | undefined },
): { limit: Limit; key: string }[] {
  if (!/^\/(api|journals|sign-in|demo-sign-in|privacy|admin)(\/|$)/.test(path)) return [];
  if (/^\/(demo-)?sign-in/.test(path)) return [{ limit: BY_ADDRESS, key: address }];
  if (userId === undefined) return [{ limit: UNKNOWN, key: address }];
  const limits = [{ limit: BY_ACCOUNT, key: userId }];
  if (method === 'POST' && path === '/api/devices') limits.push({ limit: ENROLLING, key: userId });
  if (method === 'POST' && LOOKS_BEYOND.has(path)) limits.push({ limit: BEYOND, key: userId });
  if (/^\/(privacy|admin)/.test(path)) limits.push({ limit: OFFICE, key: userId });
  return limits;
}
