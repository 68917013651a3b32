/** A journal's routes over plain HTTP, for a stock PouchDB on the other side. Whose request it is stands in `user`. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { Journals } from '../../src/lib/server/journals/journals';

export class JournalServer {
  /** `METHOD /path` of everything asked for. */
  readonly seen: string[] = [];
  /** The request of this number, counted from now, and all after it are cut off. */
  diesAfter = Infinity;

  private constructor(
    public journals: Journals,
    private readonly server: Server,
    public user: string,
  ) {}

  static async listen(journals: Journals, user: string): Promise<JournalServer> {
    const server = createServer((request, response) => {
      self.#answer(request, response).catch(() => response.destroy());
    });
    const self = new JournalServer(journals, server, user);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return self;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/journals`;
  }

  /** Lets what is under way end: PouchDB does not catch all that is cut. */
  async close(): Promise<void> {
    this.journals.close();
    this.server.close();
    await once(this.server, 'close');
  }

  async #answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    this.seen.push(`${incoming.method ?? ''} ${incoming.url ?? ''}`);
    this.diesAfter -= 1;
    if (this.diesAfter < 0) {
      // PouchDB asks for a journal's figures on the side, and does not catch it when the connection is cut.
      if (/^\/journals\/[^/]+\/$/.test(incoming.url ?? '')) outgoing.writeHead(503).end('{}');
      else outgoing.destroy();
      return;
    }
    const url = new URL(incoming.url ?? '/', this.address);
    const [, , name = '', ...path] = url.pathname.split('/').map(decodeURIComponent);
    const method = incoming.method ?? 'GET';
    const body =
      method === 'GET' ? {} : { body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' as const };
    const request = new Request(url, {
      method,
      headers: incoming.headers as Record<string, string>,
      ...body,
    });
    const response = await this.journals.answer({ userId: this.user }, name, path.join('/'), request);
    // What was too long is not read to its end; without this, Node keeps such a connection for some seconds.
    if (response.status === 413) outgoing.setHeader('connection', 'close');
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(new Uint8Array(await response.arrayBuffer()));
  }
}
