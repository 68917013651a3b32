import { randomBytes } from 'node:crypto';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Line, SLOW } from './line';

/** Says it in pieces of any length, as programs do, and hangs up. */
async function say(words: Buffer, socket: Socket): Promise<void> {
  for (let at = 0, length = 1; at < words.length; at += length, length = 1 + ((length * 7) % 400)) {
    socket.write(words.subarray(at, at + length));
    if (length % 5 === 0) await sleep(1);
  }
  socket.end();
}

it.each([
  ['a fast line', undefined],
  ['a slow line', { ...SLOW, bitsPerSecond: 1_000_000 }],
])(
  'over %s everything arrives, in the order sent, also what was under way when the server hung up',
  async (_, pace) => {
    const words = randomBytes(20_000);
    const server = createServer((socket) => void say(words, socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const line = await Line.open(() => (server.address() as AddressInfo).port);
    try {
      line.pace = pace;
      expect(words.equals(await buffer(connect(line.port, '127.0.0.1')))).toBe(true);
    } finally {
      await line.close();
      server.close();
    }
  },
);
