/** Compression by the browser, of a whole at once. Rejects when what is to be decompressed is damaged. */

export function compress(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return pass(bytes, new CompressionStream('gzip'));
}

export function decompress(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return pass(bytes, new DecompressionStream('gzip'));
}

/** Of raw deflate (RFC 1951), as packs come. It has no checksum of its own. */
export function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return pass(bytes, new DecompressionStream('deflate-raw'));
}

/** Written and read by hand: by way of a `Blob` and a `Response` it takes three times as long, and five the other way. */
async function pass(
  bytes: Uint8Array<ArrayBuffer>,
  { writable, readable }: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const writer = writable.getWriter();
  const written = Promise.all([writer.write(bytes), writer.close()]);
  const [chunks] = await Promise.all([chunksOf(readable), written]);
  return joined(chunks);
}

async function chunksOf(readable: ReadableStream<Uint8Array<ArrayBuffer>>) {
  const reader = readable.getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return chunks;
    chunks.push(value);
  }
}

function joined(chunks: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const [only] = chunks;
  if (only && chunks.length === 1) return only;
  const all = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
