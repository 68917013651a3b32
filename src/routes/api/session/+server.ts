/** Who is signed in, and until when. Without a session hooks have answered 401 already. */
import { error, json } from '@sveltejs/kit';
import type { Session } from '$lib/record/user';
import { actionsOf } from '$lib/server/access/decide';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ locals }) => {
  const { server, user, sessionUntil } = locals;
  if (!user || sessionUntil === undefined) error(401, 'Sign in again.');
  return json({
    user: { ...user, may: actionsOf(user.role) },
    demo: server.config.demo,
    until: sessionUntil,
  } satisfies Session);
};
