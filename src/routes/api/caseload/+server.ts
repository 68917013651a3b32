/** The caseload of who is signed in. When nothing changed, the answer is one 304. */
import { error } from '@sveltejs/kit';
import { caseloadResponse } from '$lib/server/caseload/caseload-response';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ locals, request }) => {
  const { server, user } = locals;
  if (!user) error(401, 'Sign in again.');
  return caseloadResponse(request, user.id, server.caseloads, new Date());
};
