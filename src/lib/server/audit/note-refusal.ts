/** Which answers are refusals, and to whom: for the audit. Nothing of what a request says goes along, but its route. */
import type { RequestEvent } from '@sveltejs/kit';
import { mayChange } from '../http/same-origin';

/** Not signed in, not allowed, of a lost device, too often. */
const REFUSED = new Set([401, 403, 410, 429]);
/** Here “not found” is what somebody hears who may not know more. */
const REFUSES_BY_404 = new Set(['POST /api/claims', 'POST /api/held-entries']);

/** On record when it resolves. */
export async function noteRefusal(event: RequestEvent, status: number): Promise<void> {
  const { locals, request, route } = event;
  const { server, user, enrolment } = locals;
  const what = `${request.method} ${route.id ?? '?'}`;
  if (!REFUSED.has(status) && !(status === 404 && REFUSES_BY_404.has(what))) return;
  const isOurs = mayChange(request, server.config.origin);
  const reason = `${isOurs ? status : 'from another site:'} ${what}`;
  if (user) await server.refusals.note({ reason, by: user });
  else if (enrolment) await server.refusals.note({ reason, aboutUserId: enrolment.userId });
  else await server.refusals.note({ reason, address: event.getClientAddress() });
}
