/** Entries that wait for a decision of who is signed in, and that decision. */
import { error, json } from '@sveltejs/kit';
import * as v from 'valibot';
import { SettleRequestSchema } from '$lib/record/held-entries';
import { heldEntriesFor, settleAndRecord } from '$lib/server/filing/held-entries';
import { readBody } from '$lib/server/http/read-body';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals }) => {
  const { server, user } = locals;
  if (!user) error(401, 'Sign in again.');
  return json({ entries: await heldEntriesFor(user.id, { ...server, now: new Date() }) });
};

export const POST: RequestHandler = async ({ locals, request }) => {
  const { server, user } = locals;
  if (!user) error(401, 'Sign in again.');
  const asked = v.safeParse(SettleRequestSchema, await readBody(request));
  if (!asked.success) error(400, 'A decision and a reason are needed.');
  const outcome = await settleAndRecord(user, asked.output, { ...server, now: new Date() });
  if (outcome.kind === 'unknown') error(404, 'No such entry waits for you.');
  return new Response(null, { status: 204 });
};
