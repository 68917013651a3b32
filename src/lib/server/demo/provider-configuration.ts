/** How the demo provider is set up: one client, no password, no consent, nothing kept beyond the sign-in. */
import { exportJWK, generateKeyPair } from 'jose';
import type { Configuration } from 'oidc-provider';
import { createMemoryAdapter } from 'oidc-provider/lib/adapters/memory_adapter.js';
import { reportOf } from '../http/error-report';
import { PAGE_HEADERS } from '../identity/page';
import { signInFailedPage } from '../identity/sign-in-failed';
import { CLIENT_ID, MOUNT, type DemoProviderOptions } from './demo-client';

/** Seconds. Signing in is all that the provider is for; staying signed in is the server's own session. */
const TTL = 600;
const COOKIE = { httpOnly: true, sameSite: 'lax', path: MOUNT } as const;

export async function configurationOf(options: DemoProviderOptions): Promise<Configuration> {
  const signing = await generateKeyPair('ES256', { extractable: true });
  return {
    adapter: createMemoryAdapter(),
    jwks: { keys: [{ ...(await exportJWK(signing.privateKey)), use: 'sig', alg: 'ES256' }] },
    cookies: { keys: [options.secret], long: COOKIE, short: COOKIE },
    ttl: {
      Interaction: TTL,
      Session: TTL,
      Grant: TTL,
      AuthorizationCode: 60,
      AccessToken: TTL,
      IdToken: TTL,
    },
    claims: { openid: ['sub'], profile: ['name', 'preferred_username'] },
    features: { devInteractions: { enabled: false } },
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: options.secret,
        redirect_uris: [options.redirectUri],
        token_endpoint_auth_method: 'client_secret_post',
        id_token_signed_response_alg: 'ES256',
      },
    ],
    renderError: (context, _out, cause) => {
      const page = failurePage(cause);
      context.set(PAGE_HEADERS);
      context.status = page.status;
      context.body = page.html;
    },
    interactions: { url: (_context, interaction) => `${MOUNT}/interaction/${interaction.uid}` },
    findAccount: async (_context, id) => {
      const user = await options.directory.findUser(id);
      return (
        user && {
          accountId: id,
          claims: () => ({ sub: id, name: user.name, preferred_username: user.username }),
        }
      );
    },
    // Our own app asks for no more than who it is: nothing to consent to.
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({
        clientId: CLIENT_ID,
        ...(oidc.session?.accountId === undefined ? {} : { accountId: oidc.session.accountId }),
      });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
  };
}

/** Someone who waited too long, went back, or opened it twice is told so; anything else is for the log. */
export function failurePage(cause: unknown): ReturnType<typeof signInFailedPage> {
  if (cause instanceof Error && cause.name === 'SessionNotFound') return signInFailedPage('expired', true);
  console.error('The demo provider failed:', reportOf(cause));
  return signInFailedPage('unavailable', true);
}
