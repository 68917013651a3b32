/** Against a real provider: a key instead of a secret, and who somebody is from userinfo. */
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider/lib/provider.js';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readClientKey } from './client-key';
import { RelyingParty } from './relying-party';

const CALLBACK = 'https://doorstep.example/sign-in/callback';
const NURSE = {
  nhsid_useruid: '910000000001',
  selected_roleid: '2',
  nhsid_nrbac_roles: [{ person_roleid: '2', role_code: 'S8000:G8000:R8001' }],
};

let folder: string;
let server: Server;
let issuer: string;
let keyFile: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorstep-client-key-'));
  keyFile = join(folder, 'key.json');
  const pair = await generateKeyPair('RS512', { extractable: true });
  const jwk = { ...(await exportJWK(pair.privateKey)), kid: 'k1', alg: 'RS512' };
  await writeFile(keyFile, JSON.stringify(jwk));
  const known = { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'RS512' };
  server = createServer((request, response) => {
    const signIn = { login: { accountId: 'somebody' } };
    const answered = request.url?.startsWith('/interaction/')
      ? provider.interactionFinished(request, response, signIn)
      : provider.callback()(request, response);
    answered.catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    cookies: { keys: ['a key of the test'] },
    claims: { openid: ['sub'], nhsperson: Object.keys(NURSE) },
    features: { devInteractions: { enabled: false } },
    clientAuthMethods: ['private_key_jwt'],
    enabledJWA: { clientAuthSigningAlgValues: ['RS512', 'RS256'] },
    clients: [
      {
        client_id: 'doorstep',
        redirect_uris: [CALLBACK],
        token_endpoint_auth_method: 'private_key_jwt',
        token_endpoint_auth_signing_alg: 'RS512',
        jwks: { keys: [known] },
      },
    ],
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub, ...NURSE }) }),
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({ clientId: 'doorstep', accountId: 'somebody' });
      grant.addOIDCScope('openid nhsperson');
      await grant.save();
      return grant;
    },
  });
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

/** A browser: keeps cookies, and goes where it is sent, up to our own address. */
async function signIn(address: string): Promise<URL> {
  const cookies = new Map<string, string>();
  for (let next = address; ;) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(next, { redirect: 'manual', headers: { cookie } });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    next = new URL(answer.headers.get('location') ?? 'about:blank', next).href;
    if (!next.startsWith(issuer)) return new URL(next);
  }
}

const partyWith = async (file: string) =>
  new RelyingParty({
    issuer,
    clientId: 'doorstep',
    client: { clientKey: await readClientKey(file) },
    scope: 'openid nhsperson',
    redirectUri: CALLBACK,
  });

it('signs in by a key, and reads who it is and in which role from userinfo', async () => {
  const party = await partyWith(keyFile);
  const { address, attempt } = await party.begin();
  expect(await party.finish(await signIn(address), attempt)).toEqual({
    kind: 'account',
    account: { username: '910000000001', roles: ['R8001'] },
  });
});

it('is turned away with a key that the provider does not know', async () => {
  const { privateKey } = await generateKeyPair('RS512', { extractable: true });
  const other = join(folder, 'other.json');
  await writeFile(other, JSON.stringify({ ...(await exportJWK(privateKey)), kid: 'k1', alg: 'RS512' }));
  const party = await partyWith(other);
  const { address, attempt } = await party.begin();
  expect(await party.finish(await signIn(address), attempt)).toMatchObject({
    kind: 'refused',
    reason: 'invalid',
  });
});

it('a file without a private key stops the start, and is not quoted', async () => {
  await writeFile(keyFile, '{"kty":"RSA","n":"a secret"}');
  await expect(readClientKey(keyFile)).rejects.toThrow(/^OIDC_CLIENT_KEY_FILE .* holds no private JWK/);
  await expect(readClientKey(keyFile)).rejects.not.toThrow(/a secret/);
});
