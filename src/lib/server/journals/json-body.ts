/** A request's body as JSON, bounded. */
import { parseStrictJson } from '../http/strict-json';
import { ProtocolError } from './protocol-error';

/** Throws a 413 for one longer than `limit` bytes, and a 400 for what is no JSON in UTF-8 or names a field twice. */
export async function readJson(request: Request, limit: number): Promise<unknown> {
  return parseJson(await readBytes(request, limit));
}

/** Throws a 413 for more than `limit` bytes. */
export async function readBytes(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    size += read.value.byteLength;
    if (size > limit) {
      await reader?.cancel();
      throw tooLarge();
    }
    chunks.push(read.value);
  }
  return joined(chunks, size);
}

export function parseJson(bytes: Uint8Array): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return parseStrictJson(text);
  } catch {
    throw new ProtocolError(400, 'bad_request', 'The body is not JSON.');
  }
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

export function tooLarge(): ProtocolError {
  return new ProtocolError(413, 'too_large', 'The body is too long.');
}
