/** The built-in demo provider, for browsers: it listens on a loopback port of its own. */
import { error } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

const forward: RequestHandler = ({ locals, request }) => {
  const { demo } = locals.server.identity;
  if (!demo) error(404, 'There is no demo sign-in here.');
  return demo.forward(request);
};

export const GET = forward;
export const POST = forward;
