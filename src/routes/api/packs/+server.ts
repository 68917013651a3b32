/** Packs as a stream of lines (see `record/pack.ts`, `record/packed-lines.ts`), of those patients whom who is signed in may see. */
import { error } from '@sveltejs/kit';
import * as v from 'valibot';
import { PackRequestSchema } from '$lib/record/pack';
import { noteRefusedReads } from '$lib/server/audit/refused-reads';
import { packsResponse } from '$lib/server/caseload/packs-response';
import { readBody } from '$lib/server/http/read-body';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, request }) => {
  const { server, user } = locals;
  if (!user) error(401, 'Sign in again.');
  const asked = v.safeParse(PackRequestSchema, await readBody(request));
  if (!asked.success) error(400, 'This is not a list of packs.');
  const readable = await server.access.readable(user.id);
  // What goes on from a record that the device has is no new one. In which patients' charts anybody looks, devices record.
  const whole = asked.output.want.filter(({ patientId, since }) => !since && readable.has(patientId)).length;
  if (whole > 0) await server.audit.record({ kind: 'downloaded', count: whole }, user);
  const beyond = asked.output.want.map(({ patientId }) => patientId).filter((id) => !readable.has(id));
  await noteRefusedReads(beyond, user, server.refusals);
  return packsResponse(request, asked.output.want, {
    record: server.record,
    cache: server.packCache,
    viewOf: (patientId) => readable.get(patientId)?.view,
    now: () => new Date(),
  });
};
