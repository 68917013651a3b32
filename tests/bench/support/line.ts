/**
 * A line between tablet and server: it counts what passes, and can be made slow or cut. Beneath HTTP, so that whatever
 * speaks (page, worker, service worker) is treated alike.
 */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Pace {
  /** There and back. */
  roundTripMs: number;
  bitsPerSecond: number;
}

/** 400 ms and 400 kbit/s. */
export const SLOW: Pace = { roundTripMs: 400, bitsPerSecond: 400_000 };

export interface Traffic {
  up: number;
  down: number;
  requests: number;
}

/** One direction of one connection. */
interface Way {
  to: Socket;
  direction: 'up' | 'down';
  /** Everything that was passed so far. */
  arrived: Promise<unknown>;
}

const REQUEST = /^(?:GET|POST|PUT|HEAD|DELETE) /;
/** Small enough to pace evenly. */
const PIECE = 2_000;

export class Line {
  /** Undefined: as fast as it goes. */
  pace: Pace | undefined;
  traffic: Traffic = { up: 0, down: 0, requests: 0 };
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** When the line is free again, in each direction. */
  readonly #free = { up: 0, down: 0 };

  private constructor(target: () => number) {
    this.#server = createServer((client) => {
      const server = connect(target(), '127.0.0.1');
      for (const socket of [client, server]) {
        socket.setNoDelay(true);
        this.#sockets.add(socket);
        // A cut line is nothing to report: whoever speaks over it notices.
        socket.on('error', () => undefined);
        socket.on('close', () => this.#sockets.delete(socket));
      }
      // What a server sent before it closed is still on its way to the client.
      client.on('close', () => server.destroy());
      server.on('close', (failed) => {
        if (failed) client.destroy();
      });
      void this.#carry(client, server, 'up');
      void this.#carry(server, client, 'down');
    });
  }

  /** `target` is asked for its port at each connection. Listens on `port`, or on any that is free. */
  static async open(target: () => number, port = 0): Promise<Line> {
    const line = new Line(target);
    line.#server.listen(port, '127.0.0.1');
    await once(line.#server, 'listening');
    return line;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get bytes(): number {
    return this.traffic.up + this.traffic.down;
  }

  /** Counts from nothing again. */
  reset(): void {
    this.traffic = { up: 0, down: 0, requests: 0 };
  }

  /** Breaks every connection that is open; new ones are taken. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.#server.close();
    this.cut();
    await once(this.#server, 'close');
  }

  async #carry(from: Socket, to: Socket, direction: 'up' | 'down'): Promise<void> {
    const way: Way = { to, direction, arrived: Promise.resolve() };
    try {
      for await (const chunk of from as AsyncIterable<Buffer>) {
        if (direction === 'up' && REQUEST.test(chunk.toString('latin1', 0, 8))) this.traffic.requests += 1;
        for (let at = 0; at < chunk.length; at += PIECE)
          await this.#pass(chunk.subarray(at, at + PIECE), way);
      }
      await way.arrived;
      to.end();
    } catch {
      to.destroy();
    }
  }

  /** Resolves when the line is free for the next piece. */
  async #pass(piece: Buffer, way: Way): Promise<void> {
    const { to, direction } = way;
    this.traffic[direction] += piece.length;
    const { pace } = this;
    if (!pace) {
      if (!to.write(piece)) await once(to, 'drain');
      return;
    }
    const now = performance.now();
    const sent = Math.max(now, this.#free[direction]) + (piece.length * 8_000) / pace.bitsPerSecond;
    this.#free[direction] = sent;
    // In the order sent: timers alone, which count whole milliseconds, may fire in another.
    way.arrived = Promise.all([way.arrived, sleep(sent - now + pace.roundTripMs / 2)]).then(() =>
      to.write(piece),
    );
    await sleep(sent - now);
  }
}
