/** When a lease ends, and which notice lets it run on. Server times, in ms. Pure. */
import type { Lease, Notice } from './signed';

const DAY_MS = 86_400_000;

/** A notice reaches back so far: a tablet that lapsed in the night before opens again, one from a drawer does not. */
export const NOTICE_REACHES_BACK_MS = 7 * DAY_MS;
/** The longest that a notice may let leases run on. */
export const NOTICE_MOST_MS = 14 * DAY_MS;

/** When what the lease covers can no longer be read. */
export function endOf(lease: Lease, notice: Notice | undefined): number {
  const own = lease.exp * 1000;
  return notice && covers(notice, lease) ? Math.max(own, notice.exp * 1000) : own;
}

/** Whether a notice lets this lease run on: not one that it leaves out, or that had ended long before. */
export function covers(notice: Notice, lease: Lease): boolean {
  if (notice.without?.some((beginning) => lease.enrolment.startsWith(beginning))) return false;
  return lease.exp * 1000 >= notice.iat * 1000 - NOTICE_REACHES_BACK_MS;
}

/** By which a lease's spare key and a notice's keys find each other: the month in which the lease ends. */
export function monthOf(instantMs: number): string {
  return new Date(instantMs).toISOString().slice(0, 7);
}

/** The months in which the leases end that a notice lets run on. */
export function monthsOf({ iat, exp }: Pick<Notice, 'iat' | 'exp'>): string[] {
  const months = new Set<string>();
  for (let at = iat * 1000 - NOTICE_REACHES_BACK_MS; at < exp * 1000; at += DAY_MS) months.add(monthOf(at));
  return [...months.add(monthOf(exp * 1000))];
}
