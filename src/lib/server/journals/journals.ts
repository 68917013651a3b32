/** The journals as their owners' devices reach them. */
import { JOURNAL_NAME } from '../../record/ids';
import { PIECE_BYTES } from '../../record/pieces';
import { reportOf } from '../http/error-report';
import type { Store } from '../store/store';
import { answerChanges } from './changes';
import type { Device, Devices } from './devices';
import { readCoded } from './coded-body';
import { readBytes } from './json-body';
import { Pieces } from './pieces';
import { ProtocolError, toProtocolError } from './protocol-error';
import { ROUTES, type Route } from './routes';
import { Signals } from './signals';

/** Photos come inside: a few of 2 MB, in base64. */
const BODY_LIMIT = 20 * 1024 * 1024;

export interface JournalsParts {
  store: Store;
  devices: Devices;
  /** Told when a journal's owner was in touch, and so may have brought something. */
  onContact: (name: string) => void;
}

/** Who asks: someone who is signed in, a device that shows its credential, or both. */
export interface Bearer {
  userId?: string | undefined;
  enrolment?: Device | undefined;
}

export class Journals {
  readonly #parts: JournalsParts;
  readonly #signals = new Signals();

  constructor(parts: JournalsParts) {
    this.#parts = parts;
  }

  /**
   * Answers one request for `path` within the journal `name`: of its owner, or of the enrolment that it belongs to, who need
   * not be signed in. All that lies in it is sealed, and an entry proves its author itself.
   */
  async answer(who: Bearer, name: string, path: string, request: Request): Promise<Response> {
    try {
      await this.#checkBearer(who, name);
      return await this.#dispatch(name, path, request);
    } catch (error) {
      const expected = toProtocolError(error);
      if (expected) return expected.toResponse();
      console.error('A journal could not be served:', reportOf(error));
      return Response.json({ error: 'internal_server_error', reason: 'Try again later.' }, { status: 500 });
    }
  }

  /** Something was written into the journal: wakes a device that waits for it. */
  signal(name: string): void {
    this.#signals.signal(name);
  }

  close(): void {
    this.#signals.close();
  }

  async #checkBearer({ userId, enrolment }: Bearer, name: string): Promise<void> {
    const base = JOURNAL_NAME.exec(name)?.[1];
    const device = base === undefined ? undefined : await this.#parts.devices.find(base);
    const isTheirs = device && (device.userId === userId || device.journalBase === enrolment?.journalBase);
    // One answer for all: nobody learns which journals there are.
    if (!isTheirs || !isMonth(name)) {
      throw new ProtocolError(403, 'forbidden', 'This is not a journal of yours.');
    }
    await this.#parts.devices.touch(device, new Date());
  }

  async #dispatch(name: string, path: string, request: Request): Promise<Response> {
    const query = new URL(request.url).searchParams;
    const { store, onContact } = this.#parts;
    if (path === '_changes' && request.method === 'GET') {
      return answerChanges(query, { store, signals: this.#signals, name });
    }
    const { route, parts } = findRoute(request.method, path);
    const response = await store.withJournal(name, async (journal) => {
      const pieces = new Pieces(journal);
      const body = () => readCoded(request, pieces, BODY_LIMIT);
      const bytes = () => readBytes(request, PIECE_BYTES);
      const answer = await route.answer({ journal, name, query, parts, body, bytes, pieces });
      await pieces.drop();
      return answer;
    });
    if (route.writes) this.signal(name);
    if (route.writes ?? path === '') onContact(name);
    return response;
  }
}

/** Any month that a clock may show, so that nobody makes journals without end. */
function isMonth(name: string): boolean {
  return /-20\d\d-(0[1-9]|1[0-2])$/.test(name);
}

function findRoute(method: string, path: string): { route: Route; parts: string[] } {
  const fits = ROUTES.flatMap((route) => {
    const match = route.path.exec(path);
    return match ? [{ route, parts: match.slice(1) }] : [];
  });
  if (fits.length === 0) throw new ProtocolError(404, 'not_found', 'missing');
  const found = fits.find(({ route }) => route.method === method);
  if (!found) throw new ProtocolError(405, 'method_not_allowed', 'This is not served.');
  return found;
}
