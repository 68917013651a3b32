import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { securityHeaders, sendSecurityHeaders } from './security-headers';

let server: Server;
let address: string;
let stop: () => void;

beforeEach(async () => {
  stop = sendSecurityHeaders('http://localhost:4321');
  // Like the adapter's file handler: it knows nothing of hooks.
  server = createServer((_, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('shell'),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  stop();
  server.close();
});

it('reach every answer of the process, files too', async () => {
  const { headers } = await fetch(address);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-frame-options')).toBe('DENY');
  expect(headers.get('content-security-policy')).toBe("frame-ancestors 'none'");
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('cache-control')).toBeNull();
});

it('keep patient answers out of every cache', async () => {
  expect((await fetch(`${address}/api/caseload`)).headers.get('cache-control')).toBe('no-store');
  expect((await fetch(`${address}/journals/jx`)).headers.get('cache-control')).toBe('no-store');
});

it('hold browsers to https where the origin has it', () => {
  expect(securityHeaders('/', 'https://doorstep.example')).toHaveProperty('strict-transport-security');
  expect(securityHeaders('/', 'http://localhost:4321')).not.toHaveProperty('strict-transport-security');
});

it('leave out of data what only documents need, and of every answer that the connection stays', async () => {
  const { headers } = await fetch(`${address}/api/caseload`);
  expect([...headers.keys()].sort()).toEqual([
    'cache-control',
    'content-type',
    'date',
    'transfer-encoding',
    'x-content-type-options',
  ]);
});
