/** What requests to the server and its answers have in common. */
import * as v from 'valibot';
import { DEVICE_HEADER } from '../../record/registration';
import type { Failure } from './failure';

export function posting(body: object): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

export function withCredential(headers: HeadersInit | undefined, credential: string | undefined): Headers {
  const all = new Headers(headers);
  if (credential !== undefined) all.set(DEVICE_HEADER, credential);
  return all;
}

export async function parse<S extends v.GenericSchema>(
  response: Response,
  schema: S,
): Promise<{ kind: 'json'; value: v.InferOutput<S> } | Failure> {
  if (!isType(response, 'application/json')) return { kind: 'captive-portal' };
  const read: unknown = await response.json().catch(() => undefined);
  const parsed = v.safeParse(schema, read);
  // JSON that is cut or not what was agreed comes from a server in trouble, or from one that is not ours.
  return parsed.success
    ? { kind: 'json', value: parsed.output }
    : { kind: 'server-error', status: response.status };
}

export function isType(response: Response, type: string): boolean {
  return response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() === type;
}
