/** Entries that wait for the privacy officer's decision. Team leads decide in the app, on those of their own team. */
import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { SettleRequestSchema } from '$lib/record/held-entries';
import { heldEntriesFor, settleAndRecord } from '$lib/server/filing/held-entries';
import { heldPage } from '$lib/server/filing/held-page';
import { readForm } from '$lib/server/http/read-form';
import { ensureMay } from '$lib/server/pages/office-door';
import { officePage } from '$lib/server/pages/office-page';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals }) => page(locals);

export const POST: RequestHandler = async ({ locals, request }) => {
  const user = await ensureMay(locals, 'settle-entry');
  const form = v.safeParse(SettleRequestSchema, await readForm(request));
  if (!form.success) return page(locals, 'Say why.', 400);
  const outcome = await settleAndRecord(user, form.output, { ...locals.server, now: new Date() });
  if (outcome.kind === 'unknown') return page(locals, 'No such entry waits any more.', 404);
  redirect(303, '/privacy/held-entries');
};

async function page(locals: App.Locals, problem?: string, status = 200): Promise<Response> {
  const user = await ensureMay(locals, 'settle-entry');
  const entries = await heldEntriesFor(user.id, { ...locals.server, now: new Date() });
  const title = `Entries held back (${entries.length})`;
  const wrong = problem === undefined ? undefined : { words: `Nothing was decided. ${problem}` };
  return officePage({ title, user, demo: locals.server.config.demo, main: heldPage(entries), wrong, status });
}
