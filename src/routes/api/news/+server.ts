/** Held open: says "changed" whenever a caseload or a pack of who is signed in may have changed. */
import { error } from '@sveltejs/kit';
import { newsStream } from '$lib/server/news/event-stream';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ locals }) => {
  const { server, user, sessionUntil } = locals;
  if (!user || sessionUntil === undefined) error(401, 'Sign in again.');
  return new Response(newsStream(server.news, user.id, new Date(sessionUntil)), {
    headers: { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' },
  });
};
