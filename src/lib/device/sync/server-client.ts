/** The server as the device sees it: one method an endpoint, every expected answer a value. */
import * as v from 'valibot';
import { CountersignedSchema, type Carried, type Countersigned } from '../../record/audit-chain';
import {
  CaseloadChangeSchema,
  CaseloadSchema,
  type Caseload,
  type CaseloadChange,
} from '../../record/caseload';
import { PersonSchema, type Person } from '../../record/emergency/emergency-summary';
import type { ExactQuery } from '../../record/emergency/exact-search';
import {
  EmergencyAnswerSchema,
  type EmergencyAnswer,
  type EmergencyRequest,
} from '../../record/emergency/wire';
import { ContactAnswerSchema, type ContactAnswer, type ContactReport } from '../../record/contact';
import type { PackRequest } from '../../record/pack';
import { PACKED_LINES } from '../../record/packed-lines';
import { DeviceOrdersSchema, type DeviceOrders } from '../../record/device-orders';
import { RegistrationSchema, type Registration, type RegistrationRequest } from '../../record/registration';
import { LeaseAnswerSchema, type LeaseAnswer } from '../../record/lease/signed';
import { SealedAnswerSchema, type SealedAnswer, type SealedRequest } from '../../record/sealed-notes';
import { SessionSchema, type Session } from '../../record/user';
import { AskedAhead } from './asked-ahead';
import { offsetOf } from './clock';
import type { Failure } from './failure';
import { isType, parse, posting, withCredential } from './http';
import type { PacksAnswer } from './packs-answer';
import { isLineSlow } from './slow-line';

/** `offsetMs` is server time minus device time. */
export type CaseloadAnswer =
  | { kind: 'caseload'; caseload: Caseload; etag?: string; offsetMs?: number }
  /** To be laid over the caseload of the tag that was asked with. */
  | { kind: 'change'; change: CaseloadChange; etag: string; offsetMs?: number }
  | { kind: 'unchanged'; asOf?: string; offsetMs?: number }
  | Failure;

/** Of the whole caseload, as it was when it was asked for. */
interface PacksAhead {
  answer: PacksAnswer;
  ended: AbortController;
}

type LeaseOutcome = { kind: 'lease'; answer: LeaseAnswer } | Failure;

const PeopleSchema = v.looseObject({ people: v.array(PersonSchema) });

const PATIENCE_MS = 20_000;
/** What the server answers to a device that was reported lost. */
const GONE = 410;
/** 511 Network Authentication Required, RFC 6585. */
const NETWORK_SIGN_IN = 511;
type Fetch = (address: string, options: RequestInit) => Promise<Response>;

export class ServerClient {
  readonly #fetch: Fetch;
  readonly #now: () => number;
  readonly #ahead: AskedAhead<{ lease: LeaseOutcome; caseload: CaseloadAnswer; packs: PacksAhead }>;
  #credential: string | undefined;

  constructor(
    ask: Fetch = (address, options) => fetch(address, options),
    now: () => number = () => Date.now(),
  ) {
    this.#fetch = ask;
    this.#now = now;
    this.#ahead = new AskedAhead(now);
  }

  /** From now on, requests come from this enrolment: `Registration.credential`. Undefined: from nobody's. */
  actAs(credential: string | undefined): void {
    // Nobody is answered with what another was told.
    if (credential !== this.#credential) this.#ahead.forget();
    this.#credential = credential;
  }

  /** Acts as this enrolment, and asks for what its vault needs first while that is made: the first to ask are answered with it. */
  askAhead(credential: string): void {
    this.actAs(credential);
    const ended = new AbortController();
    const ahead = { lease: this.#lease(), caseload: this.#caseload(undefined) };
    const packs = this.#packs('/api/packs', { cache: 'no-store' }, true, ended.signal);
    this.#ahead.keep({ ...ahead, packs: packs.then((answer) => ({ answer, ended })) }, (left) => {
      if (left.packs) ended.abort();
    });
  }

  async session(): Promise<{ kind: 'session'; session: Session } | Failure> {
    const answer = await this.#json('/api/session', { cache: 'no-store' }, SessionSchema);
    return answer.kind === 'json' ? { kind: 'session', session: answer.value } : answer;
  }

  async register(
    request: RegistrationRequest,
  ): Promise<{ kind: 'registered'; registration: Registration } | Failure> {
    const answer = await this.#json('/api/devices', posting(request), RegistrationSchema);
    return answer.kind === 'json' ? { kind: 'registered', registration: answer.value } : answer;
  }

  /** Hands audit links over; the answer vouches for them. */
  async carryAudit(
    carried: Carried,
  ): Promise<{ kind: 'countersigned'; countersigned: Countersigned } | Failure> {
    const answer = await this.#json('/api/audit', posting(carried), CountersignedSchema);
    return answer.kind === 'json' ? { kind: 'countersigned', countersigned: answer.value } : answer;
  }

  /** Tells how this device is. */
  async contact(
    report: ContactReport,
    credential?: string,
  ): Promise<{ kind: 'told'; answer: ContactAnswer } | Failure> {
    const answer = await this.#json('/api/contact', posting(report), ContactAnswerSchema, credential);
    return answer.kind === 'json' ? { kind: 'told', answer: answer.value } : answer;
  }

  /** How long what this enrolment is given may be read. */
  async lease(): Promise<LeaseOutcome> {
    return this.#ahead.take('lease') ?? this.#lease();
  }

  async #lease(): Promise<LeaseOutcome> {
    const answer = await this.#json('/api/lease', { cache: 'no-store' }, LeaseAnswerSchema);
    return answer.kind === 'json' ? { kind: 'lease', answer: answer.value } : answer;
  }

  /** What the server wants of the device, asked for one of its enrolments. */
  async orders(credential: string): Promise<{ kind: 'orders'; orders: DeviceOrders } | Failure> {
    const answer = await this.#ask('/api/device', { cache: 'no-store' }, credential);
    if (answer.kind !== 'answered') return answer;
    const parsed = await parse(answer.response, DeviceOrdersSchema);
    return parsed.kind === 'json' ? { kind: 'orders', orders: parsed.value } : parsed;
  }

  /** Tells that the wipe was done. */
  async reportWiped(credential: string): Promise<{ kind: 'answered' } | Failure> {
    return this.#ask('/api/device', { method: 'POST' }, credential);
  }

  /** Has the browser clear all that it stores of this site. */
  async clearStorage(): Promise<{ kind: 'answered' } | Failure> {
    return this.#ask('/api/clear-storage', { method: 'POST' });
  }

  /** The caseload, what changed since the one that `etag` names, or that nothing did. */
  async caseload(etag: string | undefined): Promise<CaseloadAnswer> {
    const asked = etag === undefined ? this.#ahead.take('caseload') : undefined;
    return asked ?? this.#caseload(etag);
  }

  async #caseload(etag: string | undefined): Promise<CaseloadAnswer> {
    // With a tag, fetch keeps out of the browser's cache by itself; told to, it would say so in two headers more.
    const options: RequestInit =
      etag === undefined ? { cache: 'no-store' } : { headers: { 'if-none-match': etag, 'a-im': 'versions' } };
    const answer = await this.#ask('/api/caseload', options);
    if (answer.kind !== 'answered') return answer;
    const { response, asked } = answer;
    if (response.status === 304) {
      const time = Date.parse(response.headers.get('date') ?? '');
      const asOf = Number.isNaN(time) ? undefined : new Date(time).toISOString();
      return { kind: 'unchanged', ...(asOf && { asOf }), ...this.#offset(asOf, asked) };
    }
    const tag = response.headers.get('etag');
    if (response.status === 226) {
      const parsed = await parse(response, CaseloadChangeSchema);
      if (parsed.kind !== 'json') return parsed;
      const change = parsed.value;
      return { kind: 'change', change, etag: tag ?? '', ...this.#offset(change.asOf, asked) };
    }
    const parsed = await parse(response, CaseloadSchema);
    if (parsed.kind !== 'json') return parsed;
    const caseload = parsed.value;
    return { kind: 'caseload', caseload, ...(tag && { etag: tag }), ...this.#offset(caseload.asOf, asked) };
  }

  /** What differs from the emergency summaries that the device has. */
  async emergency(
    request: EmergencyRequest,
  ): Promise<{ kind: 'emergency'; emergency: EmergencyAnswer } | Failure> {
    const answer = await this.#json('/api/emergency', posting(request), EmergencyAnswerSchema);
    return answer.kind === 'json' ? { kind: 'emergency', emergency: answer.value } : answer;
  }

  /** What differs from the sealed notes that the device has. */
  async sealedNotes(
    request: SealedRequest,
  ): Promise<{ kind: 'sealed-notes'; answer: SealedAnswer } | Failure> {
    const answer = await this.#json('/api/sealed-notes', posting(request), SealedAnswerSchema);
    return answer.kind === 'json' ? { kind: 'sealed-notes', answer: answer.value } : answer;
  }

  /** Who fits an exact search, of all patients of the organisation. */
  async findPeople(
    query: ExactQuery,
  ): Promise<{ kind: 'people'; people: Person[] } | { kind: 'not-allowed' } | Failure> {
    const answer = await this.#json('/api/emergency/find', posting(query), PeopleSchema);
    if (answer.kind === 'server-error' && answer.status === 403) return { kind: 'not-allowed' };
    return answer.kind === 'json' ? { kind: 'people', people: answer.value.people } : answer;
  }

  /** The stream of packs, still unread. */
  async packs(request: PackRequest, signal: AbortSignal): Promise<PacksAnswer> {
    const isNew = request.want.every(({ since }) => since === undefined);
    const ahead = isNew ? await this.#ahead.take('packs') : undefined;
    if (ahead?.answer.kind === 'stream' && !signal.aborted) {
      signal.addEventListener('abort', () => {
        ahead.ended.abort();
      });
      return { ...ahead.answer, ahead: true };
    }
    // What changed since is a few bytes, fewer than it takes to say so.
    const isWhole = request.want.some(({ since }) => since === undefined);
    return this.#packs('/api/packs', posting(request), isWhole, signal);
  }

  async #packs(
    address: string,
    { headers, ...options }: RequestInit,
    isWhole: boolean,
    signal: AbortSignal,
  ): Promise<PacksAnswer> {
    // The answer may take its time, but it has to begin.
    const patience = new AbortController();
    const timer = setTimeout(() => {
      patience.abort();
    }, PATIENCE_MS);
    const accepting = new Headers(headers);
    if (isWhole && !isLineSlow()) accepting.set('accept', PACKED_LINES);
    const answer = await this.#ask(address, {
      ...options,
      headers: accepting,
      signal: AbortSignal.any([signal, patience.signal]),
    });
    clearTimeout(timer);
    if (answer.kind !== 'answered') return answer;
    const { response } = answer;
    const packed = isType(response, PACKED_LINES);
    if (!(packed || isType(response, 'application/x-ndjson')) || !response.body)
      return { kind: 'captive-portal' };
    return { kind: 'stream', body: response.body, packed };
  }

  async #json<S extends v.GenericSchema>(
    address: string,
    options: RequestInit,
    schema: S,
    credential?: string,
  ): Promise<{ kind: 'json'; value: v.InferOutput<S> } | Failure> {
    const answer = await this.#ask(address, options, credential);
    return answer.kind === 'answered' ? parse(answer.response, schema) : answer;
  }

  async #ask(
    address: string,
    options: RequestInit,
    credential = this.#credential,
  ): Promise<{ kind: 'answered'; response: Response; asked: number } | Failure> {
    const asked = this.#now();
    let response: Response;
    try {
      response = await this.#fetch(address, {
        // Our server never redirects these: whoever does is not our server.
        redirect: 'error',
        signal: AbortSignal.timeout(PATIENCE_MS),
        ...options,
        headers: withCredential(options.headers, credential),
      });
    } catch {
      return { kind: 'offline' };
    }
    if (response.status === 401) return { kind: 'signed-out' };
    if (response.status === GONE) return { kind: 'lost' };
    if (response.status === NETWORK_SIGN_IN) return { kind: 'captive-portal' };
    if (!response.ok && response.status !== 304) return { kind: 'server-error', status: response.status };
    return { kind: 'answered', response, asked };
  }

  #offset(serverTime: string | undefined, asked: number): { offsetMs?: number } {
    const time = Date.parse(serverTime ?? '');
    return Number.isNaN(time) ? {} : { offsetMs: offsetOf(time, asked, this.#now()) };
  }
}
