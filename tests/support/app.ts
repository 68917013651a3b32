/** The app's hooks and endpoints over a server in memory, without a network; the cookie of a request says who is signed in. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/lib/server/config';
import { openServerOver, type Server } from '../../src/lib/server/server';
import { serve } from '../attack/app';
import { makeKeys, type AttackKeys } from '../attack/keys';
import { plainStore } from '../attack/plain-database';

export const ORIGIN = 'http://localhost:4321';

export interface App {
  server: Server;
  keys: AttackKeys;
  close(): Promise<void>;
}

export async function openApp(): Promise<App> {
  const folder = await mkdtemp(join(tmpdir(), 'doorstep-app-'));
  const issuer = { OIDC_ISSUER: 'http://127.0.0.1:9', OIDC_CLIENT_ID: 'test', OIDC_CLIENT_SECRET: 'test' };
  const keys = await makeKeys();
  const server = await openServerOver(plainStore(), readConfig({ DATA_DIR: folder, ...issuer }), keys.server);
  const findSignedIn = async (id: string) => {
    const user = await server.organisation.findUser(id);
    return user && { user, until: new Date(Date.now() + 3_600_000).toISOString() };
  };
  const identity = Object.assign(Object.create(server.identity) as Server['identity'], { findSignedIn });
  serve({ ...server, identity });
  const close = async () => {
    await server.close();
    await rm(folder, { recursive: true });
  };
  return { server, keys, close };
}

export function requestTo(
  method: string,
  path: string,
  { body, headers = {} }: { body?: object; headers?: Record<string, string> } = {},
): Request {
  return new Request(ORIGIN + path, {
    method,
    headers: { origin: ORIGIN, 'content-type': 'application/json', ...headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
}
