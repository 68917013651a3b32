/** `_changes`, without filters and without documents: plain, or held open for a while until there is something to tell. */
import type { Store } from '../store/store';
import { ProtocolError } from './protocol-error';
import type { Signals } from './signals';

const KNOWN = new Set(['since', 'limit', 'style', 'feed', 'timeout', 'heartbeat', 'seq_interval']);
const MOST = 1_000;
/** Proxies cut what is silent for long; the device asks again. */
const LONGEST_WAIT_MS = 25_000;

interface Feed {
  results: unknown[];
  last_seq: number | string;
}

export interface ChangesParts {
  store: Store;
  signals: Signals;
  /** The journal's name. */
  name: string;
}

export async function answerChanges(
  query: URLSearchParams,
  { store, signals, name }: ChangesParts,
): Promise<Response> {
  const unknown = [...query.keys()].find((key) => !KNOWN.has(key));
  if (unknown !== undefined) throw new ProtocolError(400, 'bad_request', 'This way of asking is not served.');
  const read = () =>
    store.withJournal(name, async (journal): Promise<Feed> => {
      const { results, last_seq } = await journal.changes({
        since: sinceOf(query, store.kind),
        limit: Math.min(numberIn(query, 'limit') ?? MOST, MOST),
        style: query.get('style') === 'all_docs' ? 'all_docs' : 'main_only',
      });
      return { results, last_seq };
    });
  const waiting = query.get('feed') === 'longpoll' ? signals.wait(name) : undefined;
  const first = await read();
  if (!waiting || first.results.length > 0) {
    waiting?.stop();
    return Response.json(first);
  }
  const longest = Math.min(numberIn(query, 'timeout') ?? LONGEST_WAIT_MS, LONGEST_WAIT_MS);
  return Response.json((await waiting.until(longest)) ? await read() : first);
}

/** CouchDB's sequences are opaque text; the embedded ones count. */
function sinceOf(query: URLSearchParams, kind: Store['kind']): number | string {
  const since = query.get('since') ?? '0';
  if (/^\d{1,15}$/.test(since)) return Number(since);
  if (kind === 'couchdb' && /^[\w-]{1,2000}$/.test(since)) return since;
  throw new ProtocolError(400, 'bad_request', 'since is not a sequence of this journal.');
}

function numberIn(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new ProtocolError(400, 'bad_request', `${name} is not a number.`);
  return Number(text);
}
