/** The privacy officer's page. Looking into the audit is itself recorded. */
import { error, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { findByNhsNumber } from '$lib/server/access/find-patient';
import type { OrganisationUser } from '$lib/server/access/organisation';
import { concernedBy, findActs, readFilters } from '$lib/server/audit/find-acts';
import { privacyPage, REVIEW_NEEDS_WORDS, reviewField, type Filters } from '$lib/server/audit/privacy-page';
import { heldEntriesFor } from '$lib/server/filing/held-entries';
import { readForm } from '$lib/server/http/read-form';
import { ensureMay } from '$lib/server/pages/office-door';
import { officePage } from '$lib/server/pages/office-page';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, url }) => {
  const user = await ensureMay(locals, 'review-access');
  const filters = readFilters(url.searchParams);
  if (!filters) error(400, 'These filters make no sense.');
  return page(locals, user, filters);
};

/** An NHS number comes in the body: an address stands in logs and histories. */
const FindFormSchema = v.object({ nhsNumber: v.pipe(v.string(), v.maxLength(40)) });
const ReviewFormSchema = v.object({
  recorded: v.pipe(v.string(), v.isoTimestamp()),
  id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{1,64}$/)),
  words: v.pipe(v.string(), v.trim(), v.maxLength(2_000)),
});
const LEAST_WORDS = 3;

export const POST: RequestHandler = async ({ locals, request }) => {
  const user = await ensureMay(locals, 'review-access');
  const { audit } = locals.server;
  const fields = await readForm(request);
  const asked = v.safeParse(FindFormSchema, fields);
  if (asked.success) return findPatient(locals, user, asked.output.nhsNumber);
  const form = v.safeParse(ReviewFormSchema, fields);
  if (!form.success) error(400, 'This review makes no sense.');
  const { words, ...of } = form.output;
  if (words.length < LEAST_WORDS) return page(locals, user, {}, { wordless: of.id, status: 400 });
  const reviewedAt = new Date().toISOString();
  const found = await audit.records.putReview(of, { reviewedBy: user.id, reviewedAt, words });
  if (!found) error(404, 'There is no such act.');
  await audit.record({ kind: 'reviewed', reason: of.id, words }, user);
  redirect(303, '/privacy');
};

/** Goes on to what was done to the patient who has this number. A search that finds nobody is on record too. */
async function findPatient(locals: App.Locals, user: OrganisationUser, nhsNumber: string): Promise<Response> {
  const [patientId, other] = await findByNhsNumber(nhsNumber, locals.server);
  if (patientId !== undefined && other === undefined) redirect(303, `/privacy?patient=${patientId}`);
  const count = other === undefined ? 0 : 2;
  await locals.server.audit.record({ kind: 'search', count }, user);
  const words = count === 0 ? 'No patient here has this NHS number.' : 'Two records have this NHS number.';
  return page(locals, user, {}, { wrong: { words, field: 'nhs-number' }, status: 404 });
}

async function page(
  { server }: App.Locals,
  user: OrganisationUser,
  filters: Filters,
  said: { wordless?: string; wrong?: { words: string; field: string }; status?: number } = {},
): Promise<Response> {
  const { audit, organisation, config } = server;
  const { wordless } = said;
  const rows = await findActs(audit.records, filters);
  if (rows) await audit.record({ kind: 'search', ...concernedBy(filters), count: rows.length }, user);
  const view = {
    filters,
    ...(rows ? { rows } : {}),
    reviews: await audit.records.reviews(),
    held: (await heldEntriesFor(user.id, { ...server, now: new Date() })).length,
    users: await organisation.users(),
    wordless,
    numberError: said.wrong?.words,
  };
  const wrong =
    wordless === undefined ? said.wrong : { words: REVIEW_NEEDS_WORDS, field: reviewField(wordless) };
  const main = privacyPage(view);
  return officePage({ title: 'Privacy', user, demo: config.demo, main, wrong, status: said.status ?? 200 });
}
