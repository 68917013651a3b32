/** The browser is back from the identity provider. */
import { redirect } from '@sveltejs/kit';
import { reportOf } from '$lib/server/http/error-report';
import { attemptCookie, ensureDevice, refreshCookie, writeSession } from '$lib/server/identity/cookies';
import { signInFailed } from '$lib/server/identity/sign-in-failed';
import type { RequestHandler } from './$types';

/** Those who see no patients have no use for a vault: their work is on the server's own pages. */
const HOMES: Readonly<Record<string, string>> = { administrator: '/admin', 'privacy-officer': '/privacy' };

export const GET: RequestHandler = async ({ locals, cookies, url }) => {
  const { audit, config, identity } = locals.server;
  const device = ensureDevice(cookies, new Date(), config.origin);
  const outcome = await identity.finish(url, attemptCookie.read(cookies), device);
  attemptCookie.drop(cookies);
  if (outcome.kind === 'refused') {
    if (outcome.cause !== undefined) console.error('Sign-in failed:', reportOf(outcome.cause));
    await audit.record({ kind: 'sign-in-refused', reason: outcome.reason });
    return signInFailed(outcome.reason, config.demo);
  }
  const before = refreshCookie.read(cookies);
  if (before !== undefined) await identity.signOut(before);
  await audit.record({ kind: 'signed-in' }, outcome.user);
  writeSession(cookies, outcome.tokens, config.origin);
  redirect(303, HOMES[outcome.user.role] ?? '/');
};
