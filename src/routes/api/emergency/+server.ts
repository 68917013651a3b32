/** Emergency summaries for the device of who is signed in, sealed one by one (see `record/emergency/wire.ts`). */
import { error } from '@sveltejs/kit';
import * as v from 'valibot';
import { EmergencyRequestSchema } from '$lib/record/emergency/wire';
import { compressedText } from '$lib/server/http/compressed';
import { readBody } from '$lib/server/http/read-body';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, request }) => {
  const { server, user } = locals;
  if (!user) error(401, 'Sign in again.');
  const asked = v.safeParse(EmergencyRequestSchema, await readBody(request));
  if (!asked.success) error(400, 'This is not a list of versions.');
  const answer = await server.emergency.answer(user.id, asked.output);
  return compressedText(request, JSON.stringify(answer), { 'content-type': 'application/json' });
};
