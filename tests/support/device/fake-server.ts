/** A server as the device meets it, without a network: session, registration, caseload and packs. */
import type { Carried } from '../../../src/lib/record/audit-chain';
import type { PackGone } from '../../../src/lib/record/pack';
import { rowsDigest, type Caseload } from '../../../src/lib/record/caseload';
import type { EmergencyAnswer } from '../../../src/lib/record/emergency/wire';
import type { ContactReport } from '../../../src/lib/record/contact';
import type { Pack } from '../../../src/lib/record/pack';
import { PACKED_LINES } from '../../../src/lib/record/packed-lines';
import type { GivenLease } from '../../../src/lib/record/lease/signed';
import { DEVICE_HEADER, type PublicKey } from '../../../src/lib/record/registration';
import { same } from '../../../src/lib/record/same';
import type { Session } from '../../../src/lib/record/user';
import { caseloadOf, lineOf, ndjson, packedLines, packOf } from './packs';

/** As much of the server's `Leases` as is asked for here. */
interface FakeLeases {
  signer: PublicKey;
  notice(): Promise<{ signed: string } | undefined>;
  grant(enrolment: string): Promise<{ given: GivenLease }>;
}

export class FakeServer {
  caseload: Caseload = caseloadOf([]);
  /** What is said of patients who have no pack; of others nothing. */
  readonly gone = new Map<string, PackGone[]>();
  packs: Pack[] = [];
  emergency: EmergencyAnswer = { asOf: '', key: 'A'.repeat(43), envelopes: [], gone: [], left: 0 };
  user = 'nurse';
  /** From before lines were compressed one by one. */
  isOld = false;
  /** Gives leases to this enrolment, and the newest notice; without, it is a server of before leases were signed. */
  leases: FakeLeases | undefined;
  /** What the device is to do. */
  order: 'none' | 'wipe' = 'none';
  /** Who has left the organisation, by the enrolments' journals: signed in nowhere any more. */
  readonly left = new Set<string>();
  asOf = '2026-11-22T08:00:00.000Z';
  journalBase = `j${'a'.repeat(24)}`;
  /** Answers in the server's place, or lets the request through with undefined. */
  fault: ((address: string) => Response | Promise<Response | undefined> | undefined) | undefined;
  /** What the browser does when it is told to clear its storage. */
  onClear: () => Promise<void> = () => Promise.resolve();
  readonly asked: string[] = [];
  /** What devices told of themselves. */
  readonly contacts: ContactReport[] = [];
  /** Caseloads that were answered, by tag: with them known, only new versions are. */
  readonly #answered = new Map<string, Caseload>();
  /** Of each answer about the caseload. */
  readonly statuses: number[] = [];
  /** Patient ids of each request for packs by name. */
  readonly wanted: string[][] = [];

  /** Audit links as they came. */
  readonly audited: Carried[] = [];

  constructor(public key: PublicKey) {}

  /** These patients at these versions are the caseload from now on. */
  serve(...versions: (readonly [n: number, version: string])[]): void {
    this.caseload = { ...caseloadOf(versions), serverKeyId: this.key.kid };
    this.packs = versions.map(([n, version]) => packOf(n, version));
  }

  readonly fetch = async (address: string, { headers, body }: RequestInit): Promise<Response> => {
    this.asked.push(address);
    const isLost = this.order === 'wipe' && address !== '/api/device' && address !== '/api/session';
    if (isLost) return Response.json({}, { status: 410 });
    return (
      (await this.fault?.(address)) ?? this.#answer(address, new Headers(headers), body as string | undefined)
    );
  };

  get #session(): Session {
    const user = { id: this.user, name: 'Amara Okafor', role: 'community-nurse', teams: [] };
    return { user, demo: true, until: '2026-11-23T00:00:00Z' };
  }

  #hasLeft(headers: Headers): boolean {
    return this.left.has(headers.get(DEVICE_HEADER)?.split('.')[0] ?? '');
  }

  async #answer(address: string, headers: Headers, body = ''): Promise<Response> {
    if (address !== '/api/device' && this.#hasLeft(headers)) return Response.json({}, { status: 401 });
    switch (address) {
      case '/api/session':
        return Response.json(this.#session);
      case '/api/devices':
        return Response.json({
          journalBase: this.journalBase,
          serverKey: { ...this.key, ...(this.leases ? { signs: this.leases.signer } : {}) },
          credential: `${this.journalBase}.token`,
        });
      case '/api/lease':
        return this.#lease();
      case '/api/device':
        return Response.json({ order: this.order, ...(this.#hasLeft(headers) ? { left: true } : {}) });
      case '/api/clear-storage':
        await this.onClear();
        return new Response(null, { status: 204 });
      case '/api/contact':
        this.contacts.push(JSON.parse(body) as ContactReport);
        return Response.json({ serverVersion: '9.9.9' });
      case '/api/caseload':
        return this.#noted(await this.#caseload(headers));
      case '/api/audit':
        return this.#audit(JSON.parse(body) as Carried);
      case '/api/emergency':
        return Response.json({ ...this.emergency, asOf: this.asOf });
      case '/api/sealed-notes':
        return Response.json({ sets: [], gone: [] });
      case '/api/emergency/find':
        return Response.json({ people: [] });
      default:
        return this.#packs(headers, body === '' ? undefined : body);
    }
  }

  async #caseload(asking: Headers): Promise<Response> {
    const caseload = { ...this.caseload, user: this.#session.user };
    const etag = `"${Buffer.from(JSON.stringify(caseload)).toString('base64')}"`;
    const headers = { etag, date: new Date(this.asOf).toUTCString() };
    const known = asking.get('if-none-match') ?? '';
    if (known === etag) return new Response(null, { status: 304, headers });
    const before = this.#answered.get(known);
    this.#answered.set(etag, caseload);
    const unversioned = (of: Caseload) => ({ ...of, rows: of.rows.map((row) => ({ ...row, version: '' })) });
    const isChange = before && same(unversioned(before), unversioned(caseload));
    if (!isChange || asking.get('a-im') !== 'versions') {
      return Response.json({ ...caseload, asOf: this.asOf }, { headers });
    }
    const changed = caseload.rows.filter((row, i) => row.version !== before.rows[i]?.version);
    const versions = Object.fromEntries(changed.map(({ patientId, version }) => [patientId, version]));
    const digest = await rowsDigest(caseload.rows);
    return Response.json({ asOf: this.asOf, versions, digest }, { status: 226, headers });
  }

  #noted(answer: Response): Response {
    this.statuses.push(answer.status);
    return answer;
  }

  async #lease(): Promise<Response> {
    if (!this.leases) return Response.json({}, { status: 404 });
    const notice = await this.leases.notice();
    const { given } = await this.leases.grant(this.journalBase);
    const lease = this.caseload.rows.length === 0 ? {} : { lease: given };
    return Response.json({ ...lease, ...(notice ? { notice: notice.signed } : {}) });
  }

  #audit(carried: Carried): Response {
    this.audited.push(carried);
    const { seq = 0, hash = '' } = carried.links.at(-1) ?? {};
    return Response.json({ head: { seq, hash }, signature: 'signed' });
  }

  #packs(asking: Headers, body: string | undefined): Response {
    const { want } =
      body === undefined
        ? { want: this.caseload.rows }
        : (JSON.parse(body) as { want: { patientId: string }[] });
    const ids = want.map(({ patientId }) => patientId);
    if (body !== undefined) this.wanted.push(ids);
    const lines = ids.flatMap((patientId): object[] => {
      const there = this.packs.filter((pack) => pack.patientId === patientId).map(lineOf);
      return there.length > 0 ? there : (this.gone.get(patientId) ?? []);
    });
    if (asking.get('accept') === PACKED_LINES && !this.isOld)
      return new Response(packedLines(lines), { headers: { 'content-type': PACKED_LINES } });
    return new Response(ndjson(lines), { headers: { 'content-type': 'application/x-ndjson' } });
  }
}
