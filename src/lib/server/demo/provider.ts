/**
 * The built-in demo provider: a real OpenID Connect provider (`oidc-provider`) in this process, so that demo users come in
 * by the same door as everybody. It listens on a loopback port of its own; browsers reach it through `/demo-sign-in/…`.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider/lib/provider.js';
import { PAGE_HEADERS } from '../identity/page';
import type { RelyingPartyOptions } from '../identity/relying-party';
import { chooseUserPage } from './choose-user-page';
import { issuerAt, MOUNT, type DemoProviderOptions } from './demo-client';
import { configurationOf, failurePage } from './provider-configuration';

export interface RunningProvider {
  /** For the relying party: asks the provider in this process instead of at its address. */
  fetch: NonNullable<RelyingPartyOptions['fetch']>;
  /** Hands a browser's request on to the provider, and its answer back. */
  forward(request: Request): Promise<Response>;
  close(): Promise<void>;
}

export async function startProvider(options: DemoProviderOptions): Promise<RunningProvider> {
  const issuer = issuerAt(options.origin);
  const provider = new Provider(issuer, await configurationOf(options));
  provider.proxy = true; // it stands behind `forward`, which names the origin that the browser sees
  const respond = provider.callback();
  const server = createServer((request, response) => {
    answer(request, response).catch((cause: unknown) => {
      const page = failurePage(cause);
      if (!response.headersSent) response.writeHead(page.status, PAGE_HEADERS);
      response.end(page.html);
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').slice(MOUNT.length);
    if (!path.startsWith('/interaction/')) {
      // The way a mounted app is told where it stands, so that it writes its addresses with the mount in front.
      Object.assign(request, { originalUrl: request.url, url: path });
      await respond(request, response);
    } else if (request.method === 'POST') {
      const accountId = new URLSearchParams(await readBody(request)).get('user') ?? '';
      const known = await options.directory.findUser(accountId);
      await provider.interactionFinished(
        request,
        response,
        known ? { login: { accountId, remember: false } } : { error: 'access_denied' },
      );
    } else {
      await provider.interactionDetails(request, response);
      response.writeHead(200, PAGE_HEADERS);
      response.end(chooseUserPage(await options.directory.users(), MOUNT + path, new Date()));
    }
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const loopback = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  /** The same request at the loopback port instead of the origin that the world sees. */
  function atLoopback(address: string, init: RequestInit): Promise<Response> {
    const asked = new URL(address);
    const headers = new Headers(init.headers);
    headers.set('x-forwarded-proto', new URL(issuer).protocol.slice(0, -1));
    headers.set('x-forwarded-host', new URL(issuer).host);
    return fetch(`${loopback}${asked.pathname}${asked.search}`, { ...init, headers, redirect: 'manual' });
  }

  return {
    fetch: (address, { method, headers, body, signal }) =>
      atLoopback(address, { method, headers, body: body as BodyInit, signal: signal ?? null }),
    forward: async (request) => {
      const answered = await atLoopback(request.url, {
        method: request.method,
        headers: keptHeaders(request.headers),
        ...(request.method === 'POST' ? { body: await request.arrayBuffer() } : {}),
      });
      const headers = new Headers(answered.headers);
      for (const name of ['connection', 'keep-alive', 'transfer-encoding']) headers.delete(name);
      return new Response(answered.body, { status: answered.status, headers });
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Only what the provider needs; `host` and lengths are those of the new request. */
function keptHeaders(headers: Headers): Headers {
  const kept = new Headers();
  for (const name of ['accept', 'content-type', 'cookie', 'origin', 'user-agent']) {
    const value = headers.get(name);
    if (value !== null) kept.set(name, value);
  }
  return kept;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
