/** A small proxy between browser and server that answers wrongly on purpose: the faults of real networks. */
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { gunzipSync, gzipSync } from 'node:zlib';

/** Looks at a request; `undefined` lets it through untouched. */
export type Fault = (path: string, method: string, body: string) => FaultAction | undefined;

export type FaultAction =
  /** Answer this instead; the server never hears of it. */
  | { kind: 'answer'; status: number; type: string; body: string }
  /** Change the request's (unpacked) body on its way up. */
  | { kind: 'alter-request'; change: (body: string) => string }
  /** Change the answer's (decoded) body on its way down. */
  | { kind: 'alter-answer'; change: (body: string) => string }
  /** Pass the first bytes of the answer, then cut the connection. */
  | { kind: 'cut-answer'; afterBytes: number }
  /** Pass the answer as a slow line does. */
  | { kind: 'slow-answer'; bytesPerSecond: number }
  /** Cut the connection at once. */
  | { kind: 'drop' };

/** A slow line brings something this often. */
const SLOW_STEP_MS = 50;

export class FaultProxy {
  fault: Fault | undefined;
  /** `METHOD path` of everything that came by, for counting. */
  readonly seen: string[] = [];
  #server: Server;

  private constructor(readonly targetPort: () => number) {
    this.#server = createServer((incoming, outgoing) => {
      this.#handle(incoming, outgoing).catch(() => outgoing.destroy());
    });
  }

  /** `targetPort` is asked at each request: the server may come up later. */
  static async listen(port: number, targetPort: () => number): Promise<FaultProxy> {
    const proxy = new FaultProxy(targetPort);
    proxy.#server.listen(port, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const path = incoming.url ?? '/';
    const method = incoming.method ?? 'GET';
    this.seen.push(`${method} ${path}`);
    let body = await readAll(incoming);
    const action = this.fault?.(path, method, body.toString());
    if (action?.kind === 'drop') {
      incoming.socket.destroy();
      return;
    }
    if (action?.kind === 'answer') {
      outgoing.writeHead(action.status, { 'content-type': action.type });
      outgoing.end(action.body);
      return;
    }
    if (action?.kind === 'alter-request') {
      const packed = incoming.headers['content-encoding'] === 'gzip';
      const changed = action.change((packed ? gunzipSync(body) : body).toString());
      body = packed ? gzipSync(changed) : Buffer.from(changed);
    }
    const headers = { ...incoming.headers, 'content-length': String(body.length) };
    if (action?.kind === 'alter-answer') {
      headers['accept-encoding'] = 'identity';
      // What the browser holds may be an answer that was not altered.
      delete headers['if-none-match'];
      delete headers['if-modified-since'];
    }
    const upstream = request({ host: '127.0.0.1', port: this.targetPort(), path, method, headers });
    upstream.end(body);
    outgoing.on('close', () => upstream.destroy());
    upstream.on('error', () => incoming.socket.destroy());
    const [answer] = (await once(upstream, 'response')) as [IncomingMessage];
    if (action?.kind === 'alter-answer') {
      const changed = Buffer.from(action.change((await readAll(answer)).toString()));
      const { 'transfer-encoding': _, etag: __, ...kept } = answer.headers;
      outgoing.writeHead(answer.statusCode ?? 502, { ...kept, 'content-length': String(changed.length) });
      outgoing.end(changed);
      return;
    }
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    outgoing.flushHeaders();
    if (action?.kind === 'cut-answer') {
      let passed = 0;
      for await (const chunk of answer as AsyncIterable<Buffer>) {
        outgoing.write(chunk.subarray(0, Math.max(0, action.afterBytes - passed)));
        passed += chunk.length;
        if (passed >= action.afterBytes) break;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
      outgoing.destroy();
      return;
    }
    if (action?.kind === 'slow-answer') await passSlowly(answer, outgoing, action.bytesPerSecond);
    else answer.pipe(outgoing);
  }
}

async function passSlowly(
  answer: AsyncIterable<Buffer>,
  outgoing: ServerResponse,
  bytesPerSecond: number,
): Promise<void> {
  const step = Math.max(1, Math.round((bytesPerSecond * SLOW_STEP_MS) / 1000));
  for await (const chunk of answer) {
    for (let at = 0; at < chunk.length && !outgoing.destroyed; at += step) {
      outgoing.write(chunk.subarray(at, at + step));
      await new Promise((resolve) => setTimeout(resolve, SLOW_STEP_MS));
    }
  }
  outgoing.end();
}

async function readAll(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
