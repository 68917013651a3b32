/** The server's side of journals without a network: the replication routes that a journal needs, over PouchDB in memory. */
import PouchDB from 'pouchdb-core';
import memoryAdapter from 'pouchdb-adapter-memory';

PouchDB.plugin(memoryAdapter);

type Doc = { _id: string; _rev?: string } & Record<string, unknown>;

/** Answers in the server's place, or lets the request through with undefined. */
export type JournalFault = (request: {
  method: string;
  path: string;
  body: string;
}) => Response | undefined | Promise<Response | undefined>;

export class FakeJournals {
  readonly address = 'http://server.test/journals';
  /** `METHOD path` of all that was asked. */
  readonly seen: string[] = [];
  fault: JournalFault | undefined;
  readonly #journals = new Map<string, PouchDB.Database>();
  #made = 0;

  journal(name: string): PouchDB.Database {
    const found = this.#journals.get(name);
    if (found) return found;
    this.#made += 1;
    const made: PouchDB.Database = new PouchDB(`${name}-on-server-${this.#made}`, { adapter: 'memory' });
    this.#journals.set(name, made);
    return made;
  }

  /** The server goes back to a backup in which this journal is not. */
  async lose(name: string): Promise<void> {
    await this.journal(name).destroy();
    this.#journals.delete(name);
  }

  readonly fetch: typeof fetch = async (input, options) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const method = options?.method ?? 'GET';
    const body = typeof options?.body === 'string' ? options.body : '';
    this.seen.push(`${method} ${url.pathname}`);
    const faulty = await this.fault?.({ method, path: url.pathname, body });
    if (faulty) return faulty;
    const [, , name = '', ...path] = url.pathname.split('/').map(decodeURIComponent);
    try {
      return Response.json(await route(this.journal(name), method, path, url, body));
    } catch (error) {
      const { status = 500, name: kind, message } = error as Error & { status?: number };
      return Response.json({ error: kind, reason: message, status }, { status });
    }
  };
}

async function route(
  journal: PouchDB.Database,
  method: string,
  path: string[],
  url: URL,
  body: string,
): Promise<unknown> {
  const data = () => JSON.parse(body) as Record<string, unknown>;
  switch (`${method} ${path[0] ?? ''}`) {
    case 'GET ':
      return journal.info();
    case 'POST _revs_diff':
      return journal.revsDiff(data() as PouchDB.Core.RevisionDiffOptions);
    case 'POST _bulk_docs':
      return journal.bulkDocs(data()['docs'] as Doc[], { new_edits: false });
    case 'POST _all_docs':
      return journal.allDocs(data() as { keys: string[] });
    case 'POST _bulk_get':
      return journal.bulkGet({ ...(data() as { docs: { id: string }[] }), revs: true });
    case 'GET _changes':
      return journal.changes({
        limit: Number(url.searchParams.get('limit') ?? 100),
        since: Number(url.searchParams.get('since') ?? 0),
        style: 'all_docs',
      });
    case 'GET _local':
      return journal.get(path.join('/'));
    case 'PUT _local':
      return journal.put(data() as Doc);
    default:
      throw Object.assign(new Error(`no route for ${method} ${path.join('/')}`), { status: 405 });
  }
}
