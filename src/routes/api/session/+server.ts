/** Who is signed in, and until when. Without a session hooks have answered 401 already. */
import { error, json } from '@sveltejs/kit';
import type { Session } from '$lib/record/user';
import { toldUser } from '$lib/server/access/told-user';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ locals }) => {
  const { server, user, sessionUntil } = locals;
  if (!user || sessionUntil === undefined) error(401, 'Sign in again.');
  return json({
    user: toldUser(user, new Date()),
    demo: server.config.demo,
    until: sessionUntil,
  } satisfies Session);
};
