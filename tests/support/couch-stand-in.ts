/**
 * Speaks enough of CouchDB's HTTP for the store's CouchDB half, over PouchDB in memory: so that its way over the network
 * is walked in every test run. It is no CouchDB: set COUCHDB_URL to run the suite over a real one.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import memory from 'pouchdb-adapter-memory';
import PouchDB from 'pouchdb-core';

PouchDB.plugin(memory);

const USER = 'admin:p%40ss';
const CREDENTIALS = `Basic ${btoa('admin:p@ss')}`;

type Body = Record<string, unknown>;

/** What it does instead of answering well; undefined for what goes well. `body`: what is asked to be written. */
export type CouchFault = (
  path: string,
  body: string,
) => 'unreachable' | 'disk full' | 'no quorum' | undefined;

export class CouchStandIn {
  fault: CouchFault | undefined;
  readonly #databases = new Map<string, PouchDB.Database>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch(() => response.destroy());
    });
  }

  static async listen(): Promise<CouchStandIn> {
    const standIn = new CouchStandIn();
    standIn.#server.listen(0, '127.0.0.1');
    await once(standIn.#server, 'listening');
    return standIn;
  }

  /** For `COUCHDB_URL`. */
  get address(): string {
    return `http://${USER}@127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await Promise.all([...this.#databases.values()].map((database) => database.destroy()));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const send = (status: number, value: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (request.headers.authorization !== CREDENTIALS) return void send(401, { error: 'unauthorized' });
    const [, name = '', ...path] = url.pathname.split('/').map(decodeURIComponent);
    const body = request.method === 'GET' ? {} : ((await json(request).catch(() => ({}))) as Body);
    const fault = this.fault?.(url.pathname, JSON.stringify(body));
    if (fault === 'unreachable') return void response.destroy();
    const writes = request.method === 'PUT' || path.join('/') === '_bulk_docs';
    if (fault === 'disk full' && writes) return void send(500, { error: 'error', reason: 'enospc' });
    try {
      const answer = await this.#answer(
        request.method ?? 'GET',
        name,
        path.join('/'),
        url.searchParams,
        body,
      );
      if (answer instanceof Uint8Array) return void response.writeHead(200).end(answer);
      // Written, but not by enough of the cluster.
      if (fault === 'no quorum' && writes) return void send(202, answer);
      send(request.method === 'GET' ? 200 : 201, answer);
    } catch (error) {
      const { status = 500, name: kind, message } = error as PouchDB.Core.Error;
      send(status, { error: kind, reason: message });
    }
  }

  async #answer(
    method: string,
    name: string,
    path: string,
    query: URLSearchParams,
    body: Body,
  ): Promise<unknown> {
    if (name === '') return { couchdb: 'Welcome', version: '3.0.0', uuid: 'stand-in' };
    if (name === '_all_dbs') return this.#namesFrom(query);
    if (path === '' && method === 'PUT') return this.#create(name);
    const database = this.#databases.get(name);
    if (!database) throw Object.assign(new Error('missing'), { status: 404, name: 'not_found' });
    const options = optionsOf(query);
    switch (path) {
      case '':
        return { ...(await database.info()), db_name: name };
      case '_bulk_docs': {
        const results = await database.bulkDocs(body['docs'] as object[], {
          new_edits: body['new_edits'] !== false,
        });
        return results.map((result) => ('status' in result ? errorOf(result) : result));
      }
      case '_all_docs':
        return database.allDocs({ ...options, ...body } as PouchDB.Core.AllDocsOptions);
      case '_revs_diff':
        return database.revsDiff(body as Record<string, string[]>);
      case '_bulk_get':
        return database.bulkGet({ ...options, docs: body['docs'] as { id: string }[] });
      case '_changes':
        return changesOf(database, options);
    }
    if (method === 'PUT' && path.startsWith('_local/')) return putLocal(database, path, body);
    if (method === 'PUT') return database.put({ ...body, _id: path });
    if (method === 'DELETE') return database.remove(path, query.get('rev') ?? '');
    const [, id = path, attachment] = /^(entry:[^/]+)\/(.+)$/.exec(path) ?? [];
    if (attachment !== undefined) return await database.getAttachment(id, attachment);
    return database.get(id, options);
  }

  #create(name: string): object {
    if (!/^[a-z][a-z0-9_$()+/-]*$/.test(name)) {
      throw Object.assign(new Error('illegal name'), { status: 400, name: 'illegal_database_name' });
    }
    const unique = `${name}-${Math.random().toString(36).slice(2)}`;
    this.#databases.set(name, this.#databases.get(name) ?? new PouchDB(unique, { adapter: 'memory' }));
    return { ok: true };
  }

  #namesFrom(query: URLSearchParams): string[] {
    const { startkey = '', endkey = '\uffff' } = optionsOf(query) as { startkey?: string; endkey?: string };
    return [...this.#databases.keys()].filter((name) => name >= startkey && name <= endkey).sort();
  }
}

/** CouchDB writes JSON into its queries, except for plain words. */
function optionsOf(query: URLSearchParams): Body {
  return Object.fromEntries(
    [...query].map(([name, text]): [string, unknown] => {
      try {
        return [name, JSON.parse(text)];
      } catch {
        return [name, text];
      }
    }),
  );
}

function errorOf({ id, name, message }: PouchDB.Core.Error): object {
  return { id, error: name, reason: message };
}

/** As CouchDB 3 does: whatever revision it is given, the last to come stands. */
async function putLocal(database: PouchDB.Database, _id: string, body: Body): Promise<unknown> {
  const held = await database.get(_id).catch(() => undefined);
  const { _rev: _, ...doc } = body;
  try {
    return await database.put({ ...doc, _id, ...(held && { _rev: held._rev }) });
  } catch (error) {
    // Another came between.
    if ((error as PouchDB.Core.Error).status === 409) return putLocal(database, _id, body);
    throw error;
  }
}

/** A CouchDB database lies in several shards, and lists one after the other: not in the order of writing. */
function shardOf({ id }: { id: string }): number {
  return Number.parseInt(Buffer.from(id).toString('hex').slice(-2), 16) % 2;
}

/** Held open, it answers with the first change, or with none after a while. */
async function changesOf(database: PouchDB.Database, { feed, ...options }: Body): Promise<unknown> {
  const first = await database.changes(options);
  first.results.sort((a, b) => shardOf(a) - shardOf(b));
  if (feed !== 'longpoll' || first.results.length > 0) return first;
  const live = database.changes({
    ...options,
    since: first.last_seq,
    live: true,
    limit: 1,
    return_docs: true,
  });
  const timer = setTimeout(() => {
    live.cancel();
  }, 5_000);
  const found = await live;
  clearTimeout(timer);
  return found;
}
