/** The lease of the vault that asks, by its credential, for its own user: how long it may read what it was given. */
import { error, json } from '@sveltejs/kit';
import type { LeaseAnswer } from '$lib/record/lease/signed';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals: { server, user, enrolment } }) => {
  if (!user) error(401, 'Sign in again.');
  if (!enrolment) error(404, 'No such device.');
  const { access, devices, leases } = server;
  const notice = await leases.notice();
  const told = notice ? { notice: notice.signed } : {};
  // Whoever has no patient has nothing to read: an empty caseload renews nothing.
  if ((await access.readable(user.id)).size === 0) return json(told satisfies LeaseAnswer);
  const { lease, given } = await leases.grant(enrolment.journalBase);
  await devices.noteLease(enrolment, new Date(lease.exp * 1000).toISOString());
  return json({ lease: given, ...told } satisfies LeaseAnswer);
};
