/** Answers as gzip for whoever takes it. Nothing in these answers mixes a secret with what an attacker can choose. */

/** `body` with the headers that go with it; a stream is passed on as fast as it is taken. */
export function compressed(
  request: Request,
  body: ReadableStream<Uint8Array>,
  headers: Record<string, string>,
): Response {
  // The answer to a POST is kept by nobody who could mix up the two.
  const all = request.method === 'POST' ? headers : { ...headers, vary: 'accept-encoding' };
  if (!/\bgzip\b/.test(request.headers.get('accept-encoding') ?? ''))
    return new Response(body, { headers: all });
  const gzip = new CompressionStream('gzip') as unknown as TransformStream<Uint8Array, Uint8Array>;
  return new Response(body.pipeThrough(gzip), { headers: { ...all, 'content-encoding': 'gzip' } });
}

export function compressedText(request: Request, text: string, headers: Record<string, string>): Response {
  return compressed(request, new Blob([text]).stream(), headers);
}

/** Text as it comes, in UTF-8; stops asking when the reader goes away. */
export function streamOf(texts: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const utf8 = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const next = await texts.next();
      if (next.done) controller.close();
      else controller.enqueue(utf8.encode(next.value));
    },
    async cancel() {
      await texts.return(undefined);
    },
  });
}
