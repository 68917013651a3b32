/** Sealed notes, for the device of who is signed in and may read them (see `record/sealed-notes.ts`). */
import { error, json } from '@sveltejs/kit';
import * as v from 'valibot';
import { SealedRequestSchema } from '$lib/record/sealed-notes';
import { readBody } from '$lib/server/http/read-body';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, request }) => {
  const { server, user } = locals;
  if (!user) error(401, 'Sign in again.');
  const asked = v.safeParse(SealedRequestSchema, await readBody(request));
  if (!asked.success) error(400, 'This is not a list of versions.');
  return json(await server.sealedNotes.answer(user.id, asked.output));
};
