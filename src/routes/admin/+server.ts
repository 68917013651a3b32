/** The administrator's page. */
import * as v from 'valibot';
import { administer, AdminActSchema } from '$lib/server/admin/administration';
import { adminPage } from '$lib/server/admin/admin-page';
import { readForm } from '$lib/server/http/read-form';
import { ensureMay } from '$lib/server/pages/office-door';
import { officePage, type OfficePage } from '$lib/server/pages/office-page';
import type { RequestEvent, RequestHandler } from './$types';

/** One role has all three; each act asks for its own. */
const TAKES = {
  'add-user': 'manage-users',
  'change-user': 'manage-users',
  'remove-user': 'manage-users',
  'sign-out-user': 'manage-users',
  'add-team': 'manage-teams',
  'add-member': 'manage-teams',
  'remove-member': 'manage-teams',
  'add-patient': 'manage-teams',
  'remove-patient': 'manage-teams',
  'mark-lost': 'manage-devices',
  'set-lease-hours': 'manage-devices',
  'outage-notice': 'manage-devices',
} as const;

export const GET: RequestHandler = async ({ locals }) => {
  const user = await ensureMay(locals, 'manage-users', 'manage-teams', 'manage-devices');
  return page(locals, user, {});
};

export const POST: RequestHandler = async ({ locals, request }) => {
  const form = v.safeParse(AdminActSchema, await readForm(request));
  const user = await ensureMay(locals, form.success ? TAKES[form.output.act] : 'manage-users');
  if (!form.success) return page(locals, user, notDone('Something is missing or makes no sense.', 400));
  const outcome = await administer(form.output, locals.server.admin, user);
  return page(
    locals,
    user,
    outcome.kind === 'refused' ? notDone(outcome.words, 409) : { done: firstLine(outcome.words) },
  );
};

async function page(
  { server }: RequestEvent['locals'],
  user: Awaited<ReturnType<typeof ensureMay>>,
  said: Pick<OfficePage, 'done' | 'wrong' | 'status'>,
): Promise<Response> {
  const { organisation, devices, leases, config } = server;
  const teams = await Promise.all(
    (await organisation.teams()).map(async (team) => ({
      ...team,
      patients: (await organisation.patientsOf(team.id)).length,
    })),
  );
  const view = {
    users: await organisation.users(),
    teams,
    devices: await devices.findAll(),
    lost: await devices.allLost(),
    leaseHours: await leases.hours(),
    notice: await leases.notice(),
    origin: config.origin,
    now: new Date(),
  };
  return officePage({
    title: 'Administration',
    user,
    demo: config.demo,
    main: adminPage(view),
    ...said,
  });
}

function notDone(why: string, status: number) {
  return { wrong: { words: `Not done: ${why}` }, status };
}

/** The rest is for a terminal: the page shows it in its own way. */
function firstLine(words: string): string {
  return words.split('\n', 1)[0] ?? '';
}
