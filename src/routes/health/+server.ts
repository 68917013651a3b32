/** For whoever watches the server: whether it and its store answer, and how far filing is behind. */
import { json } from '@sveltejs/kit';
import { version } from '$app/environment';
import { healthOf } from '$lib/server/health';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals }) => {
  const health = await healthOf(locals.server, version);
  return json(health, { status: health.status === 'ok' ? 200 : 503 });
};
