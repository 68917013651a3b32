import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { ConfigError } from './config';
import { ensureCouchDb } from './ensure-couchdb';
import { openStore } from './store/open';

let server: Server | undefined;
afterEach(() => server?.close());

async function serve(answer: RequestListener): Promise<string> {
  server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://admin:p%40ss@127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const couch: RequestListener = ({ url, headers }, response) => {
  const mayIn = headers.authorization === `Basic ${Buffer.from('admin:p@ss').toString('base64')}`;
  const body = url === '/' ? { couchdb: 'Welcome', version: '3.4.2' } : [];
  response.writeHead(mayIn ? 200 : 401).end(JSON.stringify(mayIn ? body : { error: 'unauthorized' }));
};

it('is content with a CouchDB 3 that lets us in', async () => {
  await expect(ensureCouchDb(await serve(couch))).resolves.toBeUndefined();
});

it('stops when it is not there, without naming user or password', async () => {
  const address = await serve(couch);
  server?.close();
  const error: unknown = await ensureCouchDb(address).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(ConfigError);
  expect((error as ConfigError).message).toBe('COUCHDB_URL can’t be reached (ECONNREFUSED).');
});

it('is asked before a store is opened on it, by whichever command', async () => {
  const address = await serve(couch);
  server?.close();
  await expect(openStore({ dataDir: '', couchdbUrl: address })).rejects.toThrow(ConfigError);
});

it('stops at a wrong password', async () => {
  const address = (await serve(couch)).replace('p%40ss', 'guess');
  await expect(ensureCouchDb(address)).rejects.toThrow(/do not open it \(401\)/);
});

it('stops at a user who is no server admin', async () => {
  const noAdmin: RequestListener = (request, response) => {
    if (request.url === '/') couch(request, response);
    else response.writeHead(401).end('{"error":"unauthorized","reason":"You are not a server admin."}');
  };
  await expect(ensureCouchDb(await serve(noAdmin))).rejects.toThrow(/do not open it \(401\)/);
});

it.each(['<html>login</html>', '{"couchdb":"Welcome","version":"1.7.2"}'])(
  'stops at something else: %s',
  async (body) => {
    await expect(ensureCouchDb(await serve((_, response) => response.end(body)))).rejects.toThrow(
      /not as an Apache/,
    );
  },
);
