/**
 * Puts virtual time and seeded chance in the place of the process's own. To be imported before anything else: some
 * libraries keep the functions that they find when they are loaded.
 */
import nodeCrypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';
import zlib from 'node:zlib';
import { Random } from '../../../src/lib/server/demo/random';
import { dateBy, VirtualTime } from './time';
import { simulatedCrypto } from './web-crypto';

export const time = new VirtualTime();

let chance = new Random('');

/** What the code under test takes for chance follows from this. */
export function seedChance(seed: string): void {
  chance = new Random(seed);
}

/** For a library that keeps what it was given for later runs: it must take nothing from theirs. */
const spare = new Random('spare');

function fill<T extends ArrayBufferView>(array: T, from = chance): T {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = Math.floor(from.next() * 256);
  return array;
}

/** Compression without other threads. */
const streamBy = (passes: Record<string, (bytes: Buffer) => Buffer>) =>
  class {
    readonly readable: ReadableStream;
    readonly writable: WritableStream;
    constructor(form: string) {
      const parts: Uint8Array[] = [];
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>({
        transform: (part) => {
          parts.push(part);
        },
        flush: (controller) => {
          const pass = passes[form];
          if (!pass) throw new TypeError(`${form} is not simulated`);
          controller.enqueue(new Uint8Array(pass(Buffer.concat(parts))));
        },
      });
      this.readable = readable;
      this.writable = writable;
    }
  };

const place = (name: string, value: unknown) =>
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });

place('setTimeout', time.setTimeout);
place('clearTimeout', time.clearTimeout);
place('setInterval', time.setInterval);
place('clearInterval', time.clearTimeout);
place('setImmediate', time.setImmediate);
place('clearImmediate', time.clearImmediate);
place(
  'Date',
  dateBy(() => time.now),
);
place(
  'crypto',
  simulatedCrypto((array) => fill(array)),
);
place('CompressionStream', streamBy({ gzip: (bytes) => zlib.gzipSync(bytes) }));
place(
  'DecompressionStream',
  streamBy({
    gzip: (bytes) => zlib.gunzipSync(bytes),
    'deflate-raw': (bytes) => zlib.inflateRawSync(bytes),
  }),
);
performance.now = () => time.now;
Math.random = () => chance.next();
AbortSignal.timeout = (ms) => {
  const controller = new AbortController();
  time.setTimeout(() => {
    controller.abort(new DOMException('The operation timed out.', 'TimeoutError'));
  }, ms);
  return controller.signal;
};

/** Node's own keeps such signals, and all that hangs on them, for as long as the process lives. */
AbortSignal.any = (signals) => {
  const controller = new AbortController();
  const end = (signal: AbortSignal) => () => {
    controller.abort(signal.reason);
  };
  for (const signal of signals) {
    if (signal.aborted) end(signal)();
    else signal.addEventListener('abort', end(signal), { once: true });
  }
  return controller.signal;
};

const { createECDH } = nodeCrypto;
Object.assign(nodeCrypto, {
  createECDH: (curve: string) => {
    const pair = createECDH(curve);
    const generateKeys = () => {
      const d = fill(Buffer.alloc(32));
      d[0] = (d[0] ?? 0) & 0x7f; // below the order of the curve
      pair.setPrivateKey(d);
      return pair.getPublicKey();
    };
    return Object.assign(pair, { generateKeys });
  },
  randomBytes: (size: number) => fill(Buffer.alloc(size)),
  randomFillSync: (array: Uint8Array) => fill(array, spare),
  randomUUID: () => globalThis.crypto.randomUUID(),
});
const { deflateRawSync, inflateRawSync } = zlib;
type Done = (error: Error | null, bytes?: Buffer) => void;
Object.assign(zlib, {
  deflateRaw: (bytes: Buffer, options: zlib.ZlibOptions, done: Done) => {
    done(null, deflateRawSync(bytes, options));
  },
  inflateRaw: (bytes: Buffer, done: Done) => {
    done(null, inflateRawSync(bytes));
  },
});
Object.assign(timers, {
  setTimeout: (ms: number) =>
    new Promise<void>((resolve) => {
      time.setTimeout(resolve, ms);
    }),
});
syncBuiltinESMExports();
