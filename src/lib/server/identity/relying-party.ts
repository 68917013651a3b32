/** The one way in: OpenID Connect's authorization code flow with PKCE, at the organisation's issuer or at the demo provider. */
import * as client from 'openid-client';
import * as v from 'valibot';
import { accountOf, type Account } from './claims';
import type { ClientKey } from './client-key';

/** What must come back unchanged with the browser. Kept in a sealed cookie for the minutes that signing in takes. */
export const AttemptSchema = v.object({ state: v.string(), nonce: v.string(), verifier: v.string() });
export type Attempt = v.InferOutput<typeof AttemptSchema>;

export type SignInFailure =
  /** The provider can't be reached, or answers nonsense. */
  | 'unavailable'
  /** The person or the provider said no. */
  | 'denied'
  /** The answer doesn't belong to this attempt. */
  | 'invalid';

export type FinishOutcome =
  { kind: 'account'; account: Account } | { kind: 'refused'; reason: SignInFailure; cause: unknown };

export interface RelyingPartyOptions {
  issuer: string;
  clientId: string;
  client: { clientSecret: string } | { clientKey: ClientKey };
  scope?: string;
  redirectUri: string;
  /** How the issuer is reached, when that is not by plain `fetch`. */
  fetch?: client.CustomFetch;
}

export class RelyingParty {
  #discovered: Promise<client.Configuration> | undefined;

  constructor(private readonly options: RelyingPartyOptions) {}

  /** Where to send the browser, and what to remember meanwhile. Rejects when the issuer can't be reached. */
  async begin(): Promise<{ address: string; attempt: Attempt }> {
    const configuration = await this.#discover();
    const attempt = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      verifier: client.randomPKCECodeVerifier(),
    };
    const address = client.buildAuthorizationUrl(configuration, {
      redirect_uri: this.options.redirectUri,
      scope: this.options.scope ?? 'openid profile',
      // Devices are shared: always ask who it is, never carry on as the last person.
      prompt: 'login',
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(attempt.verifier),
      code_challenge_method: 'S256',
    });
    return { address: address.href, attempt };
  }

  /** Checks the provider's answer (the callback's whole address) against the attempt. */
  async finish(answer: URL, attempt: Attempt): Promise<FinishOutcome> {
    try {
      const configuration = await this.#discover();
      const tokens = await client.authorizationCodeGrant(configuration, answer, {
        pkceCodeVerifier: attempt.verifier,
        expectedState: attempt.state,
        expectedNonce: attempt.nonce,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims) throw new TypeError('an id token was promised');
      // What a person is called and may do stands in userinfo at NHS CIS2, and may stand in either elsewhere.
      const hasMore = configuration.serverMetadata().userinfo_endpoint !== undefined;
      const more = hasMore ? await client.fetchUserInfo(configuration, tokens.access_token, claims.sub) : {};
      const account = accountOf({ ...claims, ...more });
      if (!account) throw new TypeError('the claims name nobody');
      return { kind: 'account', account };
    } catch (cause) {
      return { kind: 'refused', reason: failureOf(cause), cause };
    }
  }

  /** Asked on first use, since the demo provider is reached through this very server; a failure is not remembered. */
  #discover(): Promise<client.Configuration> {
    this.#discovered ??= this.#ask().catch((cause: unknown) => {
      this.#discovered = undefined;
      throw cause;
    });
    return this.#discovered;
  }

  #ask(): Promise<client.Configuration> {
    const { issuer, clientId, fetch } = this.options;
    const address = new URL(issuer);
    return client.discovery(address, clientId, undefined, authenticationOf(this.options.client), {
      ...(fetch ? { [client.customFetch]: fetch } : {}),
      // The configuration allows plain http for an issuer on this machine only; the mark is there to make one look twice.
      // eslint-disable-next-line @typescript-eslint/no-deprecated
      execute: address.protocol === 'http:' ? [client.allowInsecureRequests] : [],
    });
  }
}

function authenticationOf(by: RelyingPartyOptions['client']): client.ClientAuth {
  return 'clientKey' in by ? client.PrivateKeyJwt(by.clientKey) : client.ClientSecretPost(by.clientSecret);
}

function failureOf(cause: unknown): SignInFailure {
  if (cause instanceof client.AuthorizationResponseError) return 'denied';
  if (cause instanceof client.ResponseBodyError || cause instanceof client.ClientError) {
    return 'invalid';
  }
  return 'unavailable';
}
