/**
 * Packs as a stream of lines (see `record/pack.ts`, `record/packed-lines.ts`), of those patients whom who is signed in may see:
 * of the whole caseload, today's patients first, or of those who are asked for.
 */
import { error } from '@sveltejs/kit';
import * as v from 'valibot';
import { PackRequestSchema, type PackRequest } from '$lib/record/pack';
import { todaysFirst } from '$lib/record/todays-first';
import { noteRefusedReads } from '$lib/server/audit/refused-reads';
import { dateInUk } from '$lib/server/caseload/calendar';
import { packsResponse } from '$lib/server/caseload/packs-response';
import { readBody } from '$lib/server/http/read-body';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, request }) => {
  const { server, user } = locals;
  if (!user) error(401, 'Sign in again.');
  const now = new Date();
  const { rows, visits } = (await server.caseloads.of(user.id, now)).caseload;
  const want = todaysFirst(rows, visits, dateInUk(now)).map(({ patientId }) => ({ patientId }));
  return packsFor(want, user, server, request);
};

export const POST: RequestHandler = async ({ locals, request }) => {
  const { server, user } = locals;
  if (!user) error(401, 'Sign in again.');
  const asked = v.safeParse(PackRequestSchema, await readBody(request));
  if (!asked.success) error(400, 'This is not a list of packs.');
  return packsFor(asked.output.want, user, server, request);
};

async function packsFor(
  want: PackRequest['want'],
  user: NonNullable<App.Locals['user']>,
  server: App.Locals['server'],
  request: Request,
): Promise<Response> {
  const readable = await server.access.readable(user.id);
  // What goes on from a record that the device has is no new one. In which patients' charts anybody looks, devices record.
  const whole = want.filter(({ patientId, since }) => !since && readable.has(patientId)).length;
  if (whole > 0) await server.audit.record({ kind: 'downloaded', count: whole }, user);
  const beyond = want.map(({ patientId }) => patientId).filter((id) => !readable.has(id));
  await noteRefusedReads(beyond, user, server.refusals);
  return packsResponse(request, want, {
    record: server.record,
    cache: server.packCache,
    viewOf: (patientId) => readable.get(patientId)?.view,
    now: () => new Date(),
  });
}
