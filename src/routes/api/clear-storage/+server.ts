/**
 * Has the browser that asks clear all that it stores of this site, which an app can't do itself once the browser opens none
 * of its databases any more. For anybody: it does nothing here, and only the app's own pages can ask.
 */
import type { RequestHandler } from './$types';

export const POST: RequestHandler = () =>
  new Response(null, { status: 204, headers: { 'clear-site-data': '"storage"' } });
