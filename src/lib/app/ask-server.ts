/** Asks the server itself, from the page, for what only works online. Every expected answer is a value. */
import * as v from 'valibot';
import { findSession } from './session';

export type ServerAnswer<T> =
  | { kind: 'answered'; value: T }
  | { kind: 'offline' }
  /** Nobody is signed in, or somebody else than whose vault is open. */
  | { kind: 'signed-out' }
  /** In the server's words. */
  | { kind: 'refused'; words: string }
  /** Not what was agreed: the server is in trouble, or it was not our server. */
  | { kind: 'unexpected' };

const ErrorSchema = v.looseObject({ message: v.string() });

/** `userId`: who asks. With a `body` it is a POST. An answer without content is parsed as `undefined`. */
export async function askServer<S extends v.GenericSchema>(
  address: string,
  { userId, body, schema }: { userId: string; body?: object; schema: S },
  ask: typeof fetch = fetch,
): Promise<ServerAnswer<v.InferOutput<S>>> {
  const session = await findSession(ask);
  if (session.kind !== 'signed-in') return session;
  if (session.session.user.id !== userId) return { kind: 'signed-out' };
  const headers = { accept: 'application/json', 'content-type': 'application/json' };
  const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  let response: Response;
  try {
    response = await ask(address, { cache: 'no-store', headers, ...sent });
  } catch {
    return { kind: 'offline' };
  }
  if (response.status === 401) return { kind: 'signed-out' };
  const read: unknown = response.status === 204 ? undefined : await response.json().catch(() => undefined);
  if (response.ok) {
    const parsed = v.safeParse(schema, read);
    return parsed.success ? { kind: 'answered', value: parsed.output } : { kind: 'unexpected' };
  }
  const error = v.safeParse(ErrorSchema, read);
  return error.success && response.status < 500
    ? { kind: 'refused', words: error.output.message }
    : { kind: 'unexpected' };
}
