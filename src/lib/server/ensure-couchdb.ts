/** Asks the CouchDB that the settings name whether it is one, before anything else meets it in a less clear way. */
import * as v from 'valibot';
import { ConfigError } from './config';

const WelcomeSchema = v.looseObject({
  couchdb: v.string(),
  version: v.pipe(v.string(), v.regex(/^[3-9]\./)),
});

/**
 * Throws a `ConfigError` with one line when `address` (with user and password) is not an Apache CouchDB 3 that lets us in.
 * The line names neither.
 */
export async function ensureCouchDb(address: string): Promise<void> {
  const url = new URL(address);
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  url.username = url.password = '';
  const base = url.href.replace(/\/$/, '');
  const ask = (path: string): Promise<Response> =>
    fetch(base + path, { headers: { authorization }, signal: AbortSignal.timeout(10_000) }).catch(
      (cause: unknown) => {
        throw new ConfigError(`COUCHDB_URL can’t be reached (${codeOf(cause)}).`, { cause });
      },
    );
  const first = await ask('/');
  // With a wrong password CouchDB does not even say what it is.
  refuseUnlessLetIn(first);
  const welcome: unknown = await first.json().catch(() => undefined);
  if (!v.is(WelcomeSchema, welcome)) {
    throw new ConfigError('COUCHDB_URL answers, but not as an Apache CouchDB 3 does.');
  }
  refuseUnlessLetIn(await ask('/_all_dbs?limit=1'));
}

function refuseUnlessLetIn({ status }: Response): void {
  if (status !== 401 && status !== 403) return;
  throw new ConfigError(
    `COUCHDB_URL’s user and password do not open it (${status}); it needs a server admin.`,
  );
}

/** `ECONNREFUSED`, `ENOTFOUND`, `TimeoutError`, …; the message may hold the address. */
function codeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown';
  if ('code' in cause && typeof cause.code === 'string') return cause.code;
  return cause.cause === undefined ? cause.name : codeOf(cause.cause);
}
