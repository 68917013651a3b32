/** Signing in, staying signed in and signing out: what hooks and the sign-in endpoints use. */
import type { User } from '../../record/user';
import type { Config } from '../config';
import { makeDemoProvider, type DemoProvider } from '../demo/demo-provider';
import type { ServerKeys } from '../keys';
import type { Store } from '../store/store';
import { openAttempt, sealAttempt } from './attempt-seal';
import { fitsRole } from './claims';
import { readClientKey } from './client-key';
import type { Directory } from './directory';
import { openSessions } from './open-sessions';
import { RelyingParty } from './relying-party';
import type { Refreshed, Sessions, Tokens } from './sessions';
import type { SignInRefusal } from './sign-in-failed';

export interface SignInRefused {
  kind: 'refused';
  reason: SignInRefusal;
  /** For the log. */
  cause?: unknown;
}

export interface IdentityOptions {
  config: Config;
  keys: ServerKeys;
  store: Store;
  directory: Directory;
}

export class Identity {
  private constructor(
    private readonly party: RelyingParty,
    readonly sessions: Sessions,
    private readonly directory: Directory,
    private readonly cookieSecret: Uint8Array,
    /** The provider's codes for our roles. */
    private readonly roles: Readonly<Record<string, string>>,
    /** The built-in provider, when there is no other. */
    readonly demo: DemoProvider | undefined,
  ) {}

  static async open({ config, keys, store, directory }: IdentityOptions): Promise<Identity> {
    const redirectUri = `${config.origin}/sign-in/callback`;
    const sessions = await openSessions(store, config, keys);
    const cookieSecret = keys.secret('sign-in-cookie');
    if (config.signIn.kind === 'issuer') {
      const { issuer, clientId, client: by, scope, roles } = config.signIn;
      const client = 'clientKeyFile' in by ? { clientKey: await readClientKey(by.clientKeyFile) } : by;
      const party = new RelyingParty({ issuer, clientId, client, scope, redirectUri });
      return new Identity(party, sessions, directory, cookieSecret, roles, undefined);
    }
    const secret = keys.secret('demo-provider').toString('base64url');
    const demo = makeDemoProvider({ origin: config.origin, redirectUri, secret, directory });
    const party = new RelyingParty({ ...demo.client, redirectUri });
    return new Identity(party, sessions, directory, cookieSecret, {}, demo);
  }

  /** Where to send the browser, and the value of the cookie that it must bring back. */
  async begin(): Promise<{ kind: 'go'; address: string; cookie: string } | SignInRefused> {
    try {
      const { address, attempt } = await this.party.begin();
      return { kind: 'go', address, cookie: await sealAttempt(attempt, this.cookieSecret) };
    } catch (cause) {
      return { kind: 'refused', reason: 'unavailable', cause };
    }
  }

  /** The browser is back from the provider, at `answer`, with the cookie from `begin` and its device's secret. */
  async finish(
    answer: URL,
    cookie: string | undefined,
    device: string,
  ): Promise<{ kind: 'signed-in'; user: User; tokens: Tokens } | SignInRefused> {
    const attempt = cookie === undefined ? undefined : await openAttempt(cookie, this.cookieSecret);
    if (!attempt) return { kind: 'refused', reason: 'expired' };
    const outcome = await this.party.finish(answer, attempt);
    if (outcome.kind === 'refused') return outcome;
    const user = await this.directory.findAccount(outcome.account.username);
    if (!user) return { kind: 'refused', reason: 'unknown-user' };
    if (!fitsRole(outcome.account, user.role, this.roles)) return { kind: 'refused', reason: 'other-role' };
    return { kind: 'signed-in', user, tokens: await this.sessions.begin(user.id, device) };
  }

  /** Who holds this access token; someone who has left the organisation holds nothing. */
  async findSignedIn(access: string, device: string): Promise<{ user: User; until: string } | undefined> {
    const session = await this.sessions.find(access, device);
    const user = session && (await this.directory.findUser(session.userId));
    return user && { user, until: session.until };
  }

  /** The next tokens of a session whose access token has run out, and whose it is. */
  async refresh(
    token: string,
    device: string,
  ): Promise<
    | { kind: 'refreshed'; tokens: Tokens; found: { user: User; until: string } }
    | Exclude<Refreshed, { kind: 'refreshed' }>
  > {
    const outcome = await this.sessions.refresh(token, device);
    if (outcome.kind !== 'refreshed') return outcome;
    const user = await this.directory.findUser(outcome.found.userId);
    if (!user) return { kind: 'ended' };
    return { ...outcome, found: { user, until: outcome.found.until } };
  }

  /** Ends the session of this refresh token. Whose it was. */
  signOut(refresh: string): Promise<string | undefined> {
    return this.sessions.end(refresh);
  }

  async close(): Promise<void> {
    await this.demo?.close();
  }
}
