/** Ends the session on the server. What is on the device stays there: its vault has a lock of its own. */
import { dropSession, refreshCookie } from '$lib/server/identity/cookies';
import { PAGE_HEADERS } from '$lib/server/identity/page';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, cookies, request }) => {
  const { audit, identity } = locals.server;
  const refresh = refreshCookie.read(cookies);
  const userId = refresh === undefined ? undefined : await identity.signOut(refresh);
  if (userId !== undefined)
    await audit.record({ kind: 'signed-out' }, locals.user ?? { id: userId, role: '' });
  dropSession(cookies);
  // From a page of the office, which has no script, the browser wants a page.
  if (request.headers.get('sec-fetch-dest') === 'document') {
    return new Response(null, { status: 303, headers: { ...PAGE_HEADERS, location: '/sign-in' } });
  }
  return new Response(null, { status: 204 });
};
