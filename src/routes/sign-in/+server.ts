/** Sends the browser to the identity provider. */
import { redirect } from '@sveltejs/kit';
import { reportOf } from '$lib/server/http/error-report';
import { attemptCookie, attemptExpiry } from '$lib/server/identity/cookies';
import { signInFailed } from '$lib/server/identity/sign-in-failed';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, cookies, request }) => {
  const { config, identity } = locals.server;
  // Whoever came by another name for this machine (127.0.0.1) would not bring the cookie back.
  if (request.headers.get('host') !== new URL(config.origin).host) redirect(303, `${config.origin}/sign-in`);
  const started = await identity.begin();
  if (started.kind === 'refused') {
    console.error('Sign-in could not begin:', reportOf(started.cause));
    return signInFailed(started.reason, config.demo);
  }
  attemptCookie.write(cookies, started.cookie, attemptExpiry(new Date()), config.origin);
  redirect(303, started.address);
};
