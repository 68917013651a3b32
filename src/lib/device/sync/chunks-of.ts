/** The bytes of an answer as they come, until it ends, breaks, or is dead without saying so. */

export type Body = ReadableStream<Uint8Array<ArrayBuffer>>;

/** No byte for this long. */
const STALL_MS = 30_000;

export async function* chunksOf(body: Body): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const source = body.getReader();
  try {
    for (;;) {
      const chunk = await nextOf(source);
      if (!chunk) return;
      yield chunk;
    }
  } finally {
    await source.cancel().catch(() => undefined);
  }
}

/** Undefined at the end, at a break, and when nothing comes for too long. */
async function nextOf(
  source: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const read = source.read().then(
    ({ value }) => value,
    () => undefined,
  );
  const stalled = new Promise<undefined>((resolve) => {
    const timer = setTimeout(() => {
      resolve(undefined);
    }, STALL_MS);
    void read.then(() => {
      clearTimeout(timer);
    });
  });
  return Promise.race([read, stalled]);
}
