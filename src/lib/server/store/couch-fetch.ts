/** How a CouchDB is asked: over connections that are kept, not for ever, and what is not sure counts as failed. */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import * as v from 'valibot';
import { PouchDB } from './pouch';

/** No question takes as long. A CouchDB that went silent must not hold up those who wait for it until it is back. */
const PATIENCE_MS = 60_000;
/** CouchDB itself closes what is idle for longer; a connection that closes under a request makes it fail. */
const IDLE_MS = 30_000;

const MissingSchema = v.looseObject({ reason: v.literal('Database does not exist.') });

export interface CouchFetch {
  fetch: typeof PouchDB.fetch;
  close(): void;
}

export function couchFetch(base: string, patienceMs = PATIENCE_MS): CouchFetch {
  const { protocol, pathname } = new URL(base);
  const Agent = protocol === 'https:' ? HttpsAgent : HttpAgent;
  const root = pathname.replace(/\/$/, '');
  // By itself PouchDB opens a connection for each request.
  const agent = new Agent({ keepAlive: true, timeout: IDLE_MS });
  const ask: typeof PouchDB.fetch = async (url, options = {}) => {
    const limit = AbortSignal.timeout(patienceMs);
    const signal = options.signal ? AbortSignal.any([options.signal, limit]) : limit;
    const response = await PouchDB.fetch(url, { ...options, signal, agent } as RequestInit);
    return await sure(response, isOfDatabase(url, root));
  };
  return {
    fetch: ask,
    close: () => {
      agent.destroy();
    },
  };
}

/**
 * CouchDB answers 202 for a write that too few copies of the cluster have taken: it may be lost with one machine. Nobody is
 * to be told "filed" on that, so it counts as failed, and is tried again. And it answers 404 for a document also when its
 * whole database is gone: that must never read as a record that holds nothing.
 */
async function sure(response: Response, ofDatabase: boolean): Promise<Response> {
  if (response.status === 202) {
    return failed('no_quorum', 'Too few copies of the cluster have taken the write.');
  }
  if (response.status !== 404 || ofDatabase) return response;
  const answer: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  return v.is(MissingSchema, answer) ? failed('no_database', 'The database is gone.') : response;
}

function failed(error: string, reason: string): Response {
  return Response.json({ error, reason }, { status: 503 });
}

/** About the database itself, `/name`: PouchDB makes it when it is missing. */
function isOfDatabase(url: string | Request, root: string): boolean {
  const { pathname } = new URL(typeof url === 'string' ? url : url.url);
  return /^\/[^/]*\/?$/.test(pathname.slice(root.length));
}
