/** What the filters find, for a spreadsheet. Taking it away is recorded before it is given. */
import { error } from '@sveltejs/kit';
import { csvOf } from '$lib/server/audit/csv';
import { concernedBy, findActs, readFilters } from '$lib/server/audit/find-acts';
import { ensureMay } from '$lib/server/pages/office-door';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, url }) => {
  const user = await ensureMay(locals, 'review-access');
  const { audit } = locals.server;
  const filters = readFilters(url.searchParams);
  const rows = filters && (await findActs(audit.records, filters));
  if (!rows) error(400, 'Name a patient or a user.');
  await audit.record({ kind: 'export', ...concernedBy(filters), count: rows.length }, user);
  return new Response(csvOf(rows), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="audit.csv"',
      'cache-control': 'no-store',
    },
  });
};
