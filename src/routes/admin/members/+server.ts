/** Who is in which team, from when, until when and why: of one user, or of one team. */
import { error } from '@sveltejs/kit';
import * as v from 'valibot';
import { PATIENT_ID } from '$lib/record/ids';
import { administer, AdminActSchema } from '$lib/server/admin/administration';
import { membersOfTeam, membersOfUser } from '$lib/server/admin/members';
import { membersPage, type MembersView, type Tried } from '$lib/server/admin/members-page';
import { readForm } from '$lib/server/http/read-form';
import { ensureMay } from '$lib/server/pages/office-door';
import { officePage } from '$lib/server/pages/office-page';
import type { RequestEvent, RequestHandler } from './$types';

export const GET: RequestHandler = (event) => page(event, {});

export const POST: RequestHandler = async (event) => {
  const by = await ensureMay(event.locals, 'manage-teams');
  const fields = await readForm(event.request);
  const form = v.safeParse(AdminActSchema, fields);
  if (!form.success) {
    const field = v.getDotPath(form.issues[0]) ?? undefined;
    const words = field === undefined ? 'Something is missing.' : (WORDS.get(field) ?? `Say ${field}.`);
    return page(event, {
      tried: { fields, wrong: { words, ...(field === undefined ? {} : { field }) } },
      status: 400,
    });
  }
  const { act } = form.output;
  if (act !== 'add-member' && act !== 'remove-member') error(400, 'This is done on another page.');
  const outcome = await administer(form.output, event.locals.server.admin, by);
  if (outcome.kind === 'done') return page(event, { done: outcome.words });
  return page(event, { tried: { fields, wrong: outcome }, status: 409 });
};

const WORDS = new Map([
  ['from', 'The first day must be a date, such as 1 December 2026.'],
  ['until', 'The last day must be a date, such as 7 December 2026.'],
  ['why', 'Say why.'],
]);

async function page(
  { locals, url }: RequestEvent,
  { done, tried, status = 200 }: { done?: string; tried?: Tried; status?: number },
): Promise<Response> {
  const user = await ensureMay(locals, 'manage-teams');
  const { audit, organisation, config } = locals.server;
  const view = { users: await organisation.users(), teams: await organisation.teams(), tried };
  const patientId = url.searchParams.get('patient') ?? '';
  const [of, members] = await subjectOf(url.searchParams, locals.server, view);
  if (!of || !members) error(404, 'There is no such user or team.');
  const title = of.kind === 'user' ? `Teams of ${of.user.name}` : `Members of ${of.team.name}`;
  if (PATIENT_ID.test(patientId)) {
    const count = members.filter((member) => member.of.id === patientId).length;
    await audit.record({ kind: 'search', patientId, count }, user);
  }
  const main = membersPage({ ...view, of, members, patientId });
  return officePage({ title, user, demo: config.demo, main, done, wrong: tried?.wrong, status });
}

async function subjectOf(
  query: URLSearchParams,
  { organisation }: App.Locals['server'],
  { users, teams }: Pick<MembersView, 'users' | 'teams'>,
): Promise<[MembersView['of'] | undefined, MembersView['members'] | undefined]> {
  const now = new Date();
  const user = users.find(({ id }) => id === query.get('user'));
  if (user) return [{ kind: 'user', user }, await membersOfUser(user.id, organisation, now)];
  const team = teams.find(({ id }) => id === query.get('team'));
  return team
    ? [{ kind: 'team', team }, await membersOfTeam(team.id, organisation, now)]
    : [undefined, undefined];
}
