import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { couchFetch, type CouchFetch } from './couch-fetch';

let server: Server;
let couch: CouchFetch;
let base: string;

async function serve(answer: RequestListener, patienceMs?: number): Promise<void> {
  server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/behind/a/path`;
  couch = couchFetch(base, patienceMs);
}

afterEach(() => {
  couch.close();
  server.close();
  server.closeAllConnections();
});

const missing = (reason: string): RequestListener => {
  const body = JSON.stringify({ error: 'not_found', reason });
  return (_, response) => response.writeHead(404).end(body);
};

it('keeps its connection', async () => {
  await serve((_, response) => response.end('{}'));
  let connections = 0;
  server.on('connection', () => (connections += 1));
  for (let i = 0; i < 5; i += 1) await (await couch.fetch(`${base}/record/a`)).json();
  expect(connections).toBe(1);
});

it('does not wait for ever for an answer, nor for its end', async () => {
  await serve((request, response) => {
    if (request.url?.endsWith('/half')) response.write('{');
  }, 1_000);
  await expect(couch.fetch(`${base}/record/none`)).rejects.toThrow(/aborted/);
  const half = await couch.fetch(`${base}/record/half`);
  await expect(half.json()).rejects.toThrow(/aborted/);
});

it('calls a database that is gone a failure, and never a missing document', async () => {
  await serve(missing('Database does not exist.'));
  expect((await couch.fetch(`${base}/record/a`)).status).toBe(503);
  expect((await couch.fetch(`${base}/record/_all_docs?limit=1`)).status).toBe(503);
  // PouchDB makes it, then.
  expect((await couch.fetch(`${base}/record/`)).status).toBe(404);
});

it('leaves a missing document a missing document, whole', async () => {
  await serve(missing('missing'));
  const response = await couch.fetch(`${base}/record/a`);
  expect([response.status, await response.json()]).toEqual([404, { error: 'not_found', reason: 'missing' }]);
});

it('counts a write as failed that too few copies have taken', async () => {
  await serve((_, response) => response.writeHead(202).end('[]'));
  expect((await couch.fetch(`${base}/record/_bulk_docs`, { method: 'POST', body: '{}' })).status).toBe(503);
});
