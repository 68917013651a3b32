/** The network between one tablet and the server: `fetch`, with everything that may go wrong on the way. */
import type { Random } from '../../../src/lib/server/demo/random';

export const LINK_STATES = ['up', 'down', 'portal', 'signed-out'] as const;
export type LinkState = (typeof LINK_STATES)[number];

/** What happens to one request. */
export const FAULTS = [
  /** It never arrives. */
  'dropped',
  /** It arrives, and the answer is lost: a half-open connection. */
  'answer-lost',
  /** It arrives, and nothing ever comes back. */
  'silence',
  /** The sender is told that it failed; it arrives half a minute later. */
  'late',
  /** It arrives twice. */
  'twice',
  /** The answer ends half-way, as if that were all of it. */
  'cut',
  /** The answer breaks half-way. */
  'broken',
  /** The answer stops half-way, and nothing more ever comes. */
  'stalled',
  /** A Wi-Fi sign-in page answers with 200. */
  'html',
  /** 401, 500. */
  'signed-out',
  'server-error',
] as const;
export type Fault = (typeof FAULTS)[number];

export interface LinkParts {
  /** Answers as the server; rejects when the server can't be reached or dies over it. */
  serve: (path: string, request: Request) => Promise<Response>;
  chance: Random;
  trace: (line: string) => void;
}

const LATE_MS = 30_000;

export class Link {
  state: LinkState = 'up';
  #ended = false;
  readonly #parts: LinkParts;
  /** Faults to come, by how many of the requests that they are for pass unharmed before. */
  readonly #armed: { after: number; on: string; fault: Fault }[] = [];

  constructor(parts: LinkParts) {
    this.#parts = parts;
  }

  /** Of the requests whose path ends with `on`, the one after so many others meets `fault`. */
  arm(fault: Fault, on: string, after: number): void {
    this.#armed.push({ fault, on, after });
  }

  /** The tablet's process has ended: nobody hears an answer any more. */
  end(): void {
    this.#ended = true;
  }

  heal(): void {
    this.state = 'up';
    this.#armed.length = 0;
  }

  readonly fetch = async (input: string | URL | Request, options: RequestInit = {}): Promise<Response> => {
    const address = new URL(input instanceof Request ? input.url : input, 'http://server.test');
    const { signal } = options;
    return this.#unlessEnded(Promise.race([this.#carry(address, options), abortOf(signal)]));
  };

  async #unlessEnded(answer: Promise<Response>): Promise<Response> {
    await answer.catch(() => undefined);
    return this.#ended ? never() : answer;
  }

  async #carry(address: URL, { method = 'GET', headers, body, signal }: RequestInit): Promise<Response> {
    if (this.#ended) return never();
    const path = address.pathname;
    const send = async () => {
      const request = new Request(address, {
        method,
        ...(headers ? { headers } : {}),
        ...(typeof body === 'string' || body instanceof Uint8Array ? { body } : {}),
      });
      return bufferedOf(await this.#parts.serve(path, request));
    };
    const fault = this.state === 'up' ? this.#nextFault(path) : undefined;
    const note = (what: string | number) => {
      const place = path.replace(/_local\/.*/, '_local');
      this.#parts.trace(`${method} ${place} ${fault ?? this.state} ${what}`);
    };
    await this.#delay();
    if (this.state === 'portal' || fault === 'html') return page();
    if (this.state === 'signed-out' || fault === 'signed-out') return Response.json({}, { status: 401 });
    if (this.state === 'down' || fault === 'dropped') throw lost(note);
    if (fault === 'server-error') return Response.json({ error: 'broken' }, { status: 503 });
    if (fault === 'late') {
      setTimeout(() => {
        send().catch(() => undefined);
      }, LATE_MS);
      throw lost(note);
    }
    if (fault === 'twice') await send().catch(() => undefined);
    const answer = await send().catch((cause: unknown) => {
      note('failed');
      throw cause;
    });
    await this.#delay();
    note(answer.status);
    if (fault === 'answer-lost') throw new TypeError('fetch failed');
    if (fault === 'silence') return never();
    return fault === 'cut' || fault === 'broken' || fault === 'stalled'
      ? half(answer, fault, signal)
      : responseOf(answer);
  }

  #nextFault(path: string): Fault | undefined {
    for (const armed of this.#armed) if (path.endsWith(armed.on)) armed.after -= 1;
    const due = this.#armed.findIndex(({ after }) => after < 0);
    return due < 0 ? undefined : this.#armed.splice(due, 1)[0]?.fault;
  }

  /** Answers overtake each other: no two take the same time. */
  #delay(): Promise<void> {
    return new Promise((resolve) => {
      setTimeout(resolve, this.#parts.chance.int(1, 60));
    });
  }
}

interface Buffered {
  status: number;
  headers: Headers;
  bytes: Uint8Array<ArrayBuffer>;
}

/** A promise of its own each time: one for all would keep whatever waits for it as long as the process lives. */
const never = () => new Promise<never>(() => undefined);
const BODILESS = 304;

async function bufferedOf(response: Response): Promise<Buffered> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, bytes };
}

function responseOf({ status, headers, bytes }: Buffered): Response {
  return new Response(status === BODILESS ? null : bytes, { status, headers });
}

function half(
  { status, headers, bytes }: Buffered,
  fault: 'cut' | 'broken' | 'stalled',
  signal: AbortSignal | null | undefined,
): Response {
  const part = bytes.slice(0, Math.floor(bytes.length / 2));
  if (fault === 'cut') return responseOf({ status, headers, bytes: part });
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      if (part.length > 0) controller.enqueue(part);
      const end = () => {
        controller.error(new TypeError('terminated'));
      };
      if (fault === 'broken') end();
      else signal?.addEventListener('abort', end);
    },
  });
  return status === BODILESS
    ? new Response(null, { status, headers })
    : new Response(body, { status, headers });
}

function page(): Response {
  return new Response('<!doctype html><title>Welcome</title>', {
    headers: { 'content-type': 'text/html' },
  });
}

function lost(note: (what: string) => void): TypeError {
  note('lost');
  return new TypeError('fetch failed');
}

function abortOf(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => {
      reject(new DOMException('aborted', 'AbortError'));
    });
  });
}
