/** The newest outage notice as a file, for tablets that can't reach the server. */
import { error } from '@sveltejs/kit';
import { noticeAddress } from '$lib/server/lease/notice-link';
import { ensureMay } from '$lib/server/pages/office-door';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals }) => {
  await ensureMay(locals, 'manage-devices');
  const { leases, config } = locals.server;
  const notice = await leases.notice();
  if (!notice) error(404, 'There is no notice yet.');
  return new Response(`${noticeAddress(config.origin, notice.signed)}\n`, {
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': 'attachment; filename="doorstep-outage-notice.txt"',
      'cache-control': 'no-store',
    },
  });
};
