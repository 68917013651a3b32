/** Who is signed in says that they see a patient who is on no list of theirs. */
import { error, json } from '@sveltejs/kit';
import * as v from 'valibot';
import { ClaimRequestSchema, type Claimed } from '$lib/record/claim';
import { claim } from '$lib/server/access/claim';
import { readBody } from '$lib/server/http/read-body';
import type { RequestHandler } from './$types';

const REFUSALS = {
  role: [403, 'Your role does not allow this.'],
  unknown: [404, 'No patient here has this NHS number.'],
  several: [409, 'Two records have this NHS number. Call your IT help desk.'],
} as const;

export const POST: RequestHandler = async ({ locals, request }) => {
  const { server, user } = locals;
  if (!user) error(401, 'Sign in again.');
  const asked = v.safeParse(ClaimRequestSchema, await readBody(request));
  if (!asked.success) error(400, 'An NHS number and a reason are needed.');
  const outcome = await claim(user.id, asked.output, { ...server, now: new Date() });
  if (outcome.kind === 'refused') {
    const [status, words] = REFUSALS[outcome.reason];
    error(status, words);
  }
  const { patientId, until } = outcome;
  await server.audit.record({ kind: 'claim', patientId, words: asked.output.why }, user);
  return json({ patientId, until } satisfies Claimed);
};
