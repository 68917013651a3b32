/**
 * What we measure against, served from the same store as the app serves from: the resources as one streamed answer (the
 * floor's side), and the record's database by CouchDB's replication protocol (stock PouchDB's side). A process of its own,
 * as the app's server is. Arguments: the data folder, and the file with stock PouchDB for the page.
 */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { openEmbeddedStore } from '../../../../src/lib/server/store/embedded';
import type { Database } from '../../../../src/lib/server/store/store';
import { answerReplication } from './replication-protocol';

const [dataDir = '', pouchFile = ''] = process.argv.slice(2);
const store = await openEmbeddedStore(dataDir);
const record: Database = await store.open('record');

/** A line a resource, in memory before anybody asks: the least that a server can do is to hand it over. */
const lines = await resourceLines(record);
const zipped = gzipSync(lines);

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    console.error(error);
    response.destroy();
  });
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.once('disconnect', () => process.exit());

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const send = (type: string, body: string | Buffer, headers = {}) =>
    response.writeHead(200, { 'content-type': type, ...headers }).end(body);
  if (url.pathname === '/') return void send('text/html', '<!doctype html><title>Yardstick</title>');
  if (url.pathname === '/favicon.ico') return void response.writeHead(204).end();
  if (url.pathname === '/pouchdb.js') return void send('text/javascript', readFileSync(pouchFile));
  if (url.pathname === '/resources') {
    // As a server would: pressed together for a line that needs it, and plain for one that does not.
    if (url.searchParams.has('gzip'))
      return void send('application/x-ndjson', zipped, { 'content-encoding': 'gzip' });
    return void send('application/x-ndjson', lines);
  }
  const body = request.method === 'GET' ? {} : await json(request);
  const { status, value } = await answerReplication(record, request.method ?? 'GET', url, body);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

async function resourceLines(database: Database): Promise<Buffer> {
  const { rows } = await database.allDocs<{ resource?: object }>({ include_docs: true });
  return Buffer.from(
    rows
      .flatMap(({ doc }) => doc?.resource ?? [])
      .map((resource) => `${JSON.stringify(resource)}\n`)
      .join(''),
  );
}
