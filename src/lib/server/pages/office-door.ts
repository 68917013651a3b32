/** Who may open the pages of the office: somebody who is signed in and whom the table of rules lets. */
import { error, redirect } from '@sveltejs/kit';
import type { OrganisationUser } from '../access/organisation';
import type { Action } from '../access/decide';
import type { Server } from '../server';

/** The user, when one of `actions` is allowed. Others are refused; nobody at all is sent to sign in. */
export async function ensureMay(
  { server, user }: { server: Server; user?: { id: string; role: string } | undefined },
  ...actions: readonly Action[]
): Promise<OrganisationUser> {
  if (!user) redirect(303, '/sign-in');
  const known = await server.organisation.findUser(user.id);
  for (const action of actions) {
    if (known && (await server.access.may(user.id, action))) return known;
  }
  error(403, 'This page is not for your role.');
}
