/** Whose leases an outage notice does not let run on. */
import { NOTICE_REACHES_BACK_MS } from '../../record/lease/rules';
import type { Organisation } from '../access/organisation';
import type { Devices } from '../journals/devices';

/** A lease's end is noted to within an hour. */
const NOTED_WITHIN_MS = 3_600_000;

/**
 * Enrolments of the users of these names, of all who have left, and of devices that were reported lost, as far as a notice
 * made now would reach them: those who are named first. Undefined when there is no such user.
 */
export async function enrolmentsLeftOut(
  usernames: readonly string[],
  { organisation, devices, now }: { organisation: Organisation; devices: Devices; now: Date },
): Promise<string[] | undefined> {
  const users = await organisation.users();
  if (!usernames.every((name) => users.some(({ username }) => username === name))) return undefined;
  const named = new Set(users.filter(({ username }) => usernames.includes(username)).map(({ id }) => id));
  const gone = new Set(users.filter(({ leftAt }) => leftAt !== undefined).map(({ id }) => id));
  const lost = new Set((await devices.allLost()).map(({ deviceId }) => deviceId));
  const earliest = now.getTime() - NOTICE_REACHES_BACK_MS - NOTED_WITHIN_MS;
  return (await devices.findAll())
    .filter(({ userId, deviceId }) => named.has(userId) || gone.has(userId) || lost.has(deviceId))
    .filter(({ leaseUntil }) => Date.parse(leaseUntil ?? '') >= earliest)
    .sort((a, b) => Number(named.has(b.userId)) - Number(named.has(a.userId)))
    .map(({ journalBase }) => journalBase);
}
