/** How the devices of those are whom this user may be told of: of a team lead's teams; for others of nobody. */
import { error, json } from '@sveltejs/kit';
import type { TeamStatus } from '$lib/record/team-status';
import { teamDevices } from '$lib/server/team/status';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals }) => {
  const { server, user } = locals;
  if (!user) error(401, 'Sign in again.');
  const users = await server.organisation.users();
  const allowed = await Promise.all(
    users.map(({ id }) => server.access.mayConcerning(user.id, 'read-team-status', id)),
  );
  const members = users.filter((_, i) => allowed[i]);
  const [devices, losses] = await Promise.all([server.devices.findAll(), server.devices.losses()]);
  const alarmHours = server.config.unfiledAlarmHours;
  const shown = teamDevices({ members, devices, losses, alarmHours, now: new Date() });
  return json({ alarmHours, devices: shown } satisfies TeamStatus);
};
