/** One journal, as PouchDB replicates with it. */
import { error } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

/** PouchDB asks for `/journals/<name>/`, and must not be sent elsewhere. */
export const trailingSlash = 'ignore';

const answer: RequestHandler = ({ locals, params, request }) => {
  const { server, user, enrolment } = locals;
  if (!user && !enrolment) error(401, 'Sign in again.');
  return server.journals.answer({ userId: user?.id, enrolment }, params.name, params.path, request);
};

export const GET = answer;
export const PUT = answer;
export const POST = answer;
