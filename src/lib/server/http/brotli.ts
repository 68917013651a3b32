/**
 * Brotli as a stream, for long answers in which much comes again and again. Its window of 4 MB spans many patients where
 * gzip's 32 KB spans one; at this level it takes less time than gzip.
 */
import { Readable } from 'node:stream';
import { constants, createBrotliCompress } from 'node:zlib';

const PARAMS = {
  [constants.BROTLI_PARAM_QUALITY]: 5,
  [constants.BROTLI_PARAM_LGWIN]: 22,
  [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
};
/** After so many bytes what has come is sent: whoever reads does not wait for what follows. */
const FLUSH_BYTES = 64 * 1024;

export function brotli(): ReadableWritablePair<Uint8Array, Uint8Array> {
  const coder = createBrotliCompress({ params: PARAMS });
  const write = (bytes: Uint8Array) =>
    new Promise<void>((resolve, reject) => {
      coder.write(bytes, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  let unsent = 0;
  const writable = new WritableStream<Uint8Array>({
    async write(bytes) {
      await write(bytes);
      unsent += bytes.length;
      if (unsent < FLUSH_BYTES) return;
      unsent = 0;
      coder.flush(constants.BROTLI_OPERATION_FLUSH);
    },
    close() {
      coder.end();
    },
    abort() {
      coder.destroy();
    },
  });
  return { readable: Readable.toWeb(coder) as ReadableStream<Uint8Array>, writable };
}
