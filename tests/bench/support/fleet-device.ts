/** One device of the fleet: polls as the data worker does, and carries a visit by the requests that replication makes. */
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { Agent, request as ask, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Caseload, CaseloadChange } from '../../../src/lib/record/caseload';
import type { Entry, EntryBody } from '../../../src/lib/record/entry';
import { entryDocId, journalName, receiptDocId } from '../../../src/lib/record/ids';
import type { EntryDoc } from '../../../src/lib/record/journal-docs';
import { proofMaterial } from '../../../src/lib/record/proof';
import { DEVICE_HEADER, type PublicKey } from '../../../src/lib/record/registration';
import { agreed, nativeSealHash, pairOf, sealNatively } from '../../../src/lib/server/native-seal';
import type { Enrolment } from './fleet-template';

/** What the load program writes down of all devices together. */
export interface Tally {
  /** Ms of each request, from sending it to the end of the answer. */
  requests: number[];
  /** Ms from the end of a visit to the receipt of its last entry. */
  visits: number[];
  idle: number;
  failures: string[];
}

interface Answer {
  status: number;
  etag: string | undefined;
  text: string;
}

const ENTRIES_OF_A_VISIT = 8;
const FIRST_LOOK_MS = 1_000;
const LOOKS = 8;

export class FleetDevice {
  readonly #enrolment: Enrolment;
  readonly #serverKey: PublicKey;
  readonly #origin: URL;
  readonly #cookies: Map<string, string>;
  #etag: string | undefined;
  /** Of each patient on the caseload. */
  readonly #versions = new Map<string, string>();

  constructor(enrolment: Enrolment, serverKey: PublicKey, origin: string) {
    this.#enrolment = enrolment;
    this.#serverKey = serverKey;
    this.#origin = new URL(origin);
    const { deviceSecret, refresh } = enrolment;
    this.#cookies = new Map([
      ['doorstep-device', deviceSecret],
      ['doorstep-refresh', refresh],
    ]);
  }

  /** The access token has run out: the next request gets another. */
  forgetAccess(): void {
    this.#cookies.delete('doorstep');
  }

  /** One round of sync when nothing was written here: the caseload, and the packs that differ. */
  async poll(tally: Tally): Promise<void> {
    await this.#session(tally, async (send) => {
      const known = this.#etag === undefined ? {} : { 'if-none-match': this.#etag, 'a-im': 'versions' };
      const answer = await send('GET', '/api/caseload', { expect: [200, 226, 304], headers: known });
      if (answer.status === 304) {
        tally.idle += 1;
        return;
      }
      const isFirst = this.#etag === undefined;
      this.#etag = answer.etag;
      const versions = versionsIn(answer);
      const want = versions.flatMap(([patientId]) => {
        const since = this.#versions.get(patientId);
        return since === undefined ? [] : [{ patientId, since }];
      });
      for (const [patientId, version] of versions) this.#versions.set(patientId, version);
      // It was set up before: the packs of then are on it.
      if (isFirst || want.length === 0) return;
      const packs = await send('POST', '/api/packs', { body: { want } });
      if (!packs.text.endsWith(`{"end":true,"lines":${want.length}}\n`))
        throw new Error('packs were cut short');
    });
  }

  /** A visit is over: its entries go up, and the receipts come down. */
  async visit(tally: Tally): Promise<void> {
    const patientIds = [...this.#versions.keys()];
    const patientId = patientIds[Math.floor(Math.random() * patientIds.length)] ?? '';
    const docs = Array.from({ length: ENTRIES_OF_A_VISIT }, (_, i) => this.#entry(patientId, bodyOf(i)));
    const revs = Object.fromEntries(docs.map(({ _id, _rev }) => [_id, [_rev]]));
    const journal = `/journals/${journalName(this.#enrolment.journalBase, new Date())}`;
    const began = performance.now();
    await this.#session(tally, async (send) => {
      const [up, down] = [`${journal}/_local/up`, `${journal}/_local/down`];
      await send('GET', `${journal}/`);
      const local = await send('GET', up, { expect: [200, 404] });
      await send('POST', `${journal}/_revs_diff`, { body: revs });
      await send('POST', `${journal}/_bulk_docs`, { body: { docs, new_edits: false }, expect: [201] });
      await send('PUT', up, { body: { ...revOf(local), at: began }, expect: [201] });
      const missing = await send('POST', `${journal}/_revs_diff`, { body: revs });
      if (missing.text !== '{}') throw new Error('an entry is not in the journal');
      const waiting = new Set(docs.map(({ _id }) => receiptDocId(_id.slice(entryDocId('').length))));
      let since = 0;
      for (let look = 0; waiting.size > 0; look++) {
        if (look === LOOKS) throw new Error('an entry has no receipt');
        if (look > 0) await sleep(FIRST_LOOK_MS * 2 ** (look - 1));
        const held = await send('GET', down, { expect: [200, 404] });
        const query = `style=all_docs&since=${since}&limit=50`;
        const changes = JSON.parse((await send('GET', `${journal}/_changes?${query}`)).text) as Changes;
        since = changes.last_seq;
        const news = changes.results.filter(({ id }) => waiting.delete(id));
        const wanted = news.map(({ id, changes: [{ rev }] }) => ({ id, rev }));
        if (wanted.length > 0)
          await send('POST', `${journal}/_bulk_get?revs=true&latest=true`, { body: { docs: wanted } });
        await send('PUT', down, { body: { ...revOf(held), since }, expect: [201] });
      }
    });
    tally.visits.push(performance.now() - began);
  }

  #entry(patientId: string, body: EntryBody): EntryDoc & { _rev: string; _revisions: object } {
    const { userId, deviceId, vault } = this.#enrolment;
    const at = new Date().toISOString();
    const entry: Entry = {
      ...{ format: 1, id: randomUUID(), patientId, deviceId, writtenAt: at, body },
      author: { userId, name: userId, role: 'community-nurse' },
      clock: { deviceTime: at, offsetMs: 0, adjusted: false },
    };
    const _id = entryDocId(entry.id);
    const sealed = sealNatively(entry, _id, [this.#serverKey, vault]);
    const secret = agreed(pairOf(vault.d), this.#serverKey);
    const key = createHash('sha256').update(proofMaterial(secret)).digest();
    const proof = createHmac('sha256', key).update(nativeSealHash(sealed)).digest('base64url');
    const rev = createHash('md5').update(sealed.tag).digest('hex');
    const revision = { _rev: `1-${rev}`, _revisions: { start: 1, ids: [rev] } };
    return { _id, type: 'entry', format: 1, attempt: 1, sealed, proof, ...revision };
  }

  /** Some requests over one connection, as a browser makes them after a minute of silence. */
  async #session(tally: Tally, job: (send: Send) => Promise<void>): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    try {
      await job(async (method, path, options = {}) => {
        const began = performance.now();
        const answer = await this.#send(agent, method, path, options);
        tally.requests.push(performance.now() - began);
        const { expect = [200] } = options;
        if (!expect.includes(answer.status)) throw new Error(`${method} was answered ${answer.status}`);
        return answer;
      });
    } catch (cause) {
      tally.failures.push(cause instanceof Error ? cause.message : String(cause));
    } finally {
      agent.destroy();
    }
  }

  async #send(agent: Agent, method: string, path: string, { body, headers }: Options): Promise<Answer> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const posted = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text ?? '') };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const options = {
        ...{ agent, method, host: '127.0.0.1', port: this.#origin.port, path },
        headers: {
          host: this.#origin.host,
          origin: this.#origin.origin,
          [DEVICE_HEADER]: this.#enrolment.credential,
          cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
          ...headers,
          ...(text === undefined ? {} : posted),
        },
      };
      ask(options, resolve).on('error', reject).end(text);
    });
    for (const cookie of response.headers['set-cookie'] ?? []) {
      const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split(/=(.*)/s);
      this.#cookies.set(name, value);
    }
    const chunks: Buffer[] = [];
    for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
    const { statusCode = 0, headers: given } = response;
    return { status: statusCode, etag: given.etag, text: Buffer.concat(chunks).toString() };
  }
}

interface Options {
  body?: object;
  headers?: Record<string, string>;
  expect?: number[];
}
type Send = (method: string, path: string, options?: Options) => Promise<Answer>;

interface Changes {
  results: { id: string; changes: [{ rev: string }] }[];
  last_seq: number;
}

function versionsIn({ status, text }: Answer): [patientId: string, version: string][] {
  if (status === 226) return Object.entries((JSON.parse(text) as CaseloadChange).versions);
  return (JSON.parse(text) as Caseload).rows.map(({ patientId, version }) => [patientId, version]);
}

function revOf({ status, text }: Answer): { _rev?: string } {
  return status === 200 ? { _rev: (JSON.parse(text) as { _rev: string })._rev } : {};
}

function bodyOf(n: number): EntryBody {
  if (n % 2 === 0) return { kind: 'observations', readings: { pulse: 60 + n }, spo2Scale: 1 };
  return {
    kind: 'note',
    text: `Dressing renewed, skin intact (${n}). ${'No odour, no exudate. '.repeat(10)}`,
  };
}
