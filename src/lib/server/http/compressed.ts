/** Answers compressed for whoever takes them so. Nothing in these answers mixes a secret with what an attacker can choose. */
import { brotli } from './brotli';

/** `body` with the headers that go with it; a stream is passed on as fast as it is taken. `isLong`: worth brotli's tables. */
export function compressed(
  request: Request,
  body: ReadableStream<Uint8Array>,
  headers: Record<string, string>,
  isLong = false,
): Response {
  // The answer to a POST is kept by nobody who could mix up the two.
  const all = request.method === 'POST' ? headers : { ...headers, vary: 'accept-encoding' };
  const takes = (coding: string) =>
    new RegExp(`\\b${coding}\\b`).test(request.headers.get('accept-encoding') ?? '');
  const by = (coder: ReadableWritablePair<Uint8Array, Uint8Array>, coding: string) =>
    new Response(body.pipeThrough(coder), { headers: { ...all, 'content-encoding': coding } });
  if (isLong && takes('br')) return by(brotli(), 'br');
  const gzip = () => new CompressionStream('gzip') as unknown as ReadableWritablePair<Uint8Array, Uint8Array>;
  return takes('gzip') ? by(gzip(), 'gzip') : new Response(body, { headers: all });
}

export function compressedText(request: Request, text: string, headers: Record<string, string>): Response {
  return compressed(request, new Blob([text]).stream(), headers);
}

/** Text as it comes, in UTF-8, or bytes; stops asking when the reader goes away. */
export function streamOf(parts: AsyncGenerator<string | Uint8Array>): ReadableStream<Uint8Array> {
  const utf8 = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const next = await parts.next();
      if (next.done) controller.close();
      else controller.enqueue(typeof next.value === 'string' ? utf8.encode(next.value) : next.value);
    },
    async cancel() {
      await parts.return(undefined);
    },
  });
}
