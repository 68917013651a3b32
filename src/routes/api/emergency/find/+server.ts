/** Finds a patient of the organisation by what identifies exactly one person, for whoever may break glass. */
import { error, json } from '@sveltejs/kit';
import * as v from 'valibot';
import { ExactQuerySchema } from '$lib/record/emergency/exact-search';
import { readBody } from '$lib/server/http/read-body';
import type { RequestHandler } from './$types';

/** Among patients who are on no list of the user's. */
const BEYOND = 'beyond-caseload';

export const POST: RequestHandler = async ({ locals, request }) => {
  const { server, user } = locals;
  if (!user) error(401, 'Sign in again.');
  const asked = v.safeParse(ExactQuerySchema, await readBody(request));
  if (!asked.success) error(400, 'This identifies nobody.');
  const people = await server.emergency.find(user.id, asked.output);
  if (!people) error(403, 'This role does not break glass.');
  const [found] = people;
  const of = found && people.length === 1 ? { patientId: found.patientId } : {};
  await server.audit.record({ kind: 'search', reason: BEYOND, ...of, count: people.length }, user);
  return json({ people });
};
