/** Who the server says is signed in. Asked for when a vault is made, and once at start for the demo mark. */
import * as v from 'valibot';
import { SessionSchema, type Session } from '../record/user';

export type SessionAnswer =
  | { kind: 'signed-in'; session: Session }
  | { kind: 'signed-out' }
  | { kind: 'offline' }
  /** Something answered that is not our server: a Wi-Fi sign-in page, for one. */
  | { kind: 'unexpected' };

const DEMO_MARK = 'doorstep-demo';

export async function findSession(ask: typeof fetch = fetch): Promise<SessionAnswer> {
  let response: Response;
  try {
    response = await ask('/api/session', { cache: 'no-store', headers: { accept: 'application/json' } });
  } catch {
    return { kind: 'offline' };
  }
  if (response.status === 401) return { kind: 'signed-out' };
  if (response.status >= 500) return { kind: 'offline' };
  const parsed = v.safeParse(SessionSchema, await response.json().catch(() => undefined));
  return parsed.success ? { kind: 'signed-in', session: parsed.output } : { kind: 'unexpected' };
}

/** Whether this device last spoke to a demonstration server. Remembered, so that the mark also shows offline. */
export function isDemoDevice(): boolean {
  return localStorage.getItem(DEMO_MARK) === 'yes';
}

export function rememberDemo(demo: boolean): void {
  if (demo) localStorage.setItem(DEMO_MARK, 'yes');
  else localStorage.removeItem(DEMO_MARK);
}
