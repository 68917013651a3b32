/** The cookies: one for the minutes of signing in, two that say who is signed in, one that says on which device. Scripts can read none. */
import type { Cookies } from '@sveltejs/kit';
import { randomBytes } from 'node:crypto';
import { ATTEMPT_MINUTES } from './attempt-seal';
import type { Tokens } from './sessions';

/** One cookie of this server at `origin`: https only, where that is https. */
class Cookie {
  readonly #options;

  constructor(
    private readonly name: string,
    path: string,
  ) {
    // `lax`: the way back from the provider is a navigation from another site, which must bring them.
    this.#options = { path, httpOnly: true, sameSite: 'lax' } as const;
  }

  read(cookies: Cookies): string | undefined {
    return cookies.get(this.name);
  }

  write(cookies: Cookies, value: string, expires: Date, origin: string): void {
    cookies.set(this.name, value, { ...this.#options, secure: origin.startsWith('https:'), expires });
  }

  drop(cookies: Cookies): void {
    cookies.delete(this.name, this.#options);
  }
}

export const accessCookie = new Cookie('doorstep', '/');
export const refreshCookie = new Cookie('doorstep-refresh', '/');
/** A random secret that stays with the browser: the tokens of a session are of no use without it. */
export const deviceCookie = new Cookie('doorstep-device', '/');
export const attemptCookie = new Cookie('doorstep-sign-in', '/sign-in');

/** As long as browsers keep a cookie. */
const DEVICE_DAYS = 400;

/** The secret of this browser; one that has none yet gets it. */
export function ensureDevice(cookies: Cookies, now: Date, origin: string): string {
  const held = deviceCookie.read(cookies);
  const secret = held ?? randomBytes(16).toString('base64url');
  deviceCookie.write(cookies, secret, new Date(now.getTime() + DEVICE_DAYS * 86_400_000), origin);
  return secret;
}

/** Both last as long as the session: it is the access token itself that runs out. */
export function writeSession(cookies: Cookies, { access, refresh, until }: Tokens, origin: string): void {
  accessCookie.write(cookies, access, until, origin);
  refreshCookie.write(cookies, refresh, until, origin);
}

export function dropSession(cookies: Cookies): void {
  accessCookie.drop(cookies);
  refreshCookie.drop(cookies);
}

export function attemptExpiry(now: Date): Date {
  return new Date(now.getTime() + ATTEMPT_MINUTES * 60_000);
}
