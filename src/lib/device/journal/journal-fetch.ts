/** The way of the replicator to the server, watched: PouchDB's errors don't say what we need to tell the person. */
import { IN_PIECES } from '../../record/pieces';
import type { Failure } from '../sync/failure';
import { sendCompressed } from './outgoing';

const PATIENCE_MS = 60_000;
/** Between two requests there is only work on this device, a matter of milliseconds. */
const STALL_MS = 30_000;

/** `fetch` for one journal at `address`, which remembers why it failed. */
export class JournalFetch {
  readonly #address: string;
  readonly #ask: typeof fetch;
  failure: Failure | undefined;
  /**
   * Rejects when for long nothing was asked and nothing is awaited: PouchDB's `idb` adapter never answers a write whose
   * transaction was aborted, as it is on a full disk.
   */
  readonly stalled: Promise<never>;
  #onStall: () => void = () => undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #underWay = 0;
  /** The server has said that it takes compressed bodies, and such as come in pieces. */
  #takesPieces = false;

  constructor(address: string, ask: typeof fetch) {
    this.#address = address;
    this.#ask = ask;
    this.stalled = new Promise((_, reject) => {
      this.#onStall = () => {
        reject(new Error('The journal could not be carried: the device does not answer'));
      };
    });
    this.#watch();
  }

  /** The round has ended. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  readonly fetch: typeof fetch = async (input, options) => {
    this.#underWay += 1;
    clearTimeout(this.#timer);
    try {
      return await this.#fetch(input, options);
    } finally {
      this.#underWay -= 1;
      this.#watch();
    }
  };

  readonly #fetch: typeof fetch = async (input, options) => {
    const url = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url;
    // The adapter asks a CouchDB's root who it is. Ours has no such place, and the journal's address says enough.
    if (!url.startsWith(this.#address)) return Response.json({});
    let response: Response;
    try {
      response = await this.#send(url, options ?? {});
    } catch (cause) {
      return this.#fail({ kind: 'offline' }, cause);
    }
    if (response.status === 401) return this.#fail({ kind: 'signed-out' });
    if (!response.headers.get('content-type')?.startsWith('application/json')) {
      return this.#fail(
        response.ok ? { kind: 'captive-portal' } : { kind: 'server-error', status: response.status },
      );
    }
    // 404 (no checkpoint yet), 409 (a checkpoint moved) and 412 (the journal exists) belong to the protocol.
    if (!response.ok && ![404, 409, 412].includes(response.status)) {
      this.failure ??= { kind: 'server-error', status: response.status };
    }
    this.#takesPieces ||= response.headers.get('accept-encoding') === IN_PIECES;
    return response;
  };

  #send(url: string, options: RequestInit): Promise<Response> {
    const { body } = options;
    if (!this.#takesPieces || typeof body !== 'string') return this.#patiently(url, options);
    return sendCompressed(url, options, body, { ask: this.#patiently, address: this.#address });
  }

  readonly #patiently: typeof fetch = (input, options) =>
    this.#ask(input, { ...options, redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) });

  #watch(): void {
    clearTimeout(this.#timer);
    if (this.#underWay === 0) this.#timer = setTimeout(this.#onStall, STALL_MS);
  }

  #fail(failure: Failure, cause?: unknown): never {
    this.failure ??= failure;
    throw new Error(`The journal could not be carried: ${failure.kind}`, { cause });
  }
}
