/**
 * How long an open vault may read what the server gave it. The server's lease brings a key that patients' records here are
 * sealed with. When it ends, that key goes from memory and disk; what the user wrote is sealed otherwise, and stays. A new
 * lease brings the key back, and so does an outage notice.
 */
import { base64url } from 'jose';
import * as v from 'valibot';
import type { Act } from '../../record/audit-event';
import { covers, endOf, monthOf } from '../../record/lease/rules';
import { readLease, signerOf, type GivenLease, type Lease, type Notice } from '../../record/lease/signed';
import { openSpare } from '../../record/lease/spare';
import { ClockMarkSchema, type FloorClock } from '../floor-clock';
import { openBlock, sealBlock } from '../packs/block';
import type { MetaRow, PackDb } from '../packs/pack-db';
import { keysOf, type PatientKeys } from '../packs/patient-keys';
import { isQuotaExceeded } from '../quota';
import type { OpenVault } from '../vault/open-vault';
import type { Notices, NoticeVerdict } from './notices';

const HeldSchema = v.looseObject({
  signed: v.string(),
  spare: v.string(),
  /** Everything of patients that is stored is sealed with the lease's key: what was from before leases, anew. */
  whole: v.optional(v.boolean()),
  /** And each with a key of its own: what was from before there were such keys, anew. */
  ownKeys: v.optional(v.boolean()),
  /** `iat` of the newest notice that was recorded for this vault. */
  noticed: v.optional(v.number()),
});
type Held = v.InferOutput<typeof HeldSchema>;

const WHOLE = { whole: true, ownKeys: true } as const;
const LEASE = 'lease';
const KEY = 'lease-key';
const CLOCK = 'clock';
const USES: KeyUsage[] = ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey'];
const RENEW_AFTER_MS = 15 * 60_000;

export interface VaultLeaseParts {
  vault: OpenVault;
  db: PackDb;
  clock: FloorClock;
  notices: Notices;
  /** Writes it into the vault's audit. */
  record: (act: Act) => Promise<unknown>;
}

export class VaultLease implements PatientKeys {
  readonly #parts: VaultLeaseParts;
  #held: Held | undefined;
  /** Undefined beside `#held`: a lease that this vault does not know the signature of. It counts as ended. */
  #lease: Lease | undefined;
  #key: CryptoKey | undefined;
  #notice: Notice | undefined;
  #isClockLost = false;

  constructor(parts: VaultLeaseParts) {
    this.#parts = parts;
  }

  /** Reads what is stored, once more when another tab has changed it. */
  async load(): Promise<void> {
    const { vault, notices, clock } = this.#parts;
    const mark = await this.#find(CLOCK, ClockMarkSchema);
    if (mark) clock.resume(mark);
    this.#held = await this.#find(LEASE, HeldSchema);
    this.#isClockLost = this.#held !== undefined && !mark;
    const signer = signerOf(vault.serverKey);
    this.#lease = this.#held && signer ? await this.#readOwn(this.#held.signed) : undefined;
    this.#notice = await notices.find(signer);
    const key = this.#held && (await this.#find(KEY, v.string()));
    this.#key = key === undefined ? undefined : await importKey(key);
    if (this.ended && this.#key) await this.lapse();
    else if (!this.#key) await this.#openSpare();
    await this.#recordNotice();
  }

  /** There is a lease, or there was one: the rule of before leases were signed does not count any more. */
  get signed(): boolean {
    return this.#held !== undefined;
  }

  get ended(): boolean {
    const { until } = this;
    return this.signed && (!this.#key || until === undefined || this.#parts.clock.now() > Date.parse(until));
  }

  /** When it ends, with the notice that lets it run on. */
  get until(): string | undefined {
    return this.#lease && new Date(endOf(this.#lease, this.#notice)).toISOString();
  }

  /** It runs only by a notice, or will. */
  get extended(): boolean {
    return this.#lease !== undefined && endOf(this.#lease, this.#notice) > this.#lease.exp * 1000;
  }

  /** How far the time was is kept with each lease, and is not here: what was stored is damaged. */
  get isClockLost(): boolean {
    return this.#isClockLost;
  }

  /** Server times that have passed, since the server has signed them. */
  get seen(): string[] {
    return [this.#lease, this.#notice].flatMap((claims) =>
      claims ? new Date(claims.iat * 1000).toISOString() : [],
    );
  }

  get sealing(): CryptoKey | undefined {
    if (!this.signed) return keysOf(this.#parts.vault).sealing;
    return this.ended ? undefined : this.#key;
  }

  get opening(): readonly CryptoKey[] {
    const { dataKey } = this.#parts.vault;
    if (this.ended) return [];
    return this.#key ? [this.#key, ...(this.#held?.whole ? [] : [dataKey])] : [dataKey];
  }

  get isDue(): boolean {
    if (this.ended || !this.#lease) return true;
    return Math.abs(this.#parts.clock.now() - this.#lease.iat * 1000) >= RENEW_AFTER_MS;
  }

  /** False while what is stored from before leases, or before there were keys for each, is still to be sealed anew. */
  get isWhole(): boolean {
    return this.#held?.whole === true && this.#held.ownKeys === true;
  }

  async markWhole(): Promise<void> {
    if (!this.#held) return;
    this.#held = { ...this.#held, ...WHOLE };
    await this.#write([await this.#row(LEASE, this.#held)]);
  }

  /** Takes a lease that the server gave just now. Whether it is one, and this vault's. */
  async keep({ signed, key, spare }: GivenLease): Promise<boolean> {
    const lease = await this.#readOwn(signed);
    if (!lease) return false;
    // Where nothing stands yet, nothing is to be sealed anew.
    const isFirst = this.#held === undefined && (await this.#parts.db.isBare());
    this.#key = await importKey(key);
    this.#held = { ...this.#held, ...(isFirst ? WHOLE : {}), signed, spare };
    this.#lease = lease;
    this.#parts.clock.reached(lease.iat * 1000);
    const rows = [
      this.#row(LEASE, this.#held),
      this.#row(KEY, key),
      this.#row(CLOCK, this.#parts.clock.mark),
    ];
    await this.#write(await Promise.all(rows));
    return true;
  }

  /** Takes a notice, from wherever it comes. */
  async keepNotice(signed: string): Promise<NoticeVerdict> {
    const { vault, notices, clock } = this.#parts;
    const signer = signerOf(vault.serverKey);
    const verdict = await notices.take(signed, signer ? [signer] : [], clock.now());
    if (verdict.kind !== 'taken') return verdict;
    this.#notice = verdict.notice;
    await this.#openSpare();
    await this.#recordNotice();
    return verdict;
  }

  /** The lease has ended: its key goes. What it sealed can be read by nobody then. Recorded first: cut short here, it is recorded again. */
  async lapse(): Promise<void> {
    const { until } = this;
    this.#key = undefined;
    // It may have ended while the vault was locked.
    await this.#parts.record({ kind: 'lease-ended', ...(until === undefined ? {} : { happened: until }) });
    await this.#parts.db.meta.delete(KEY);
  }

  /** A lease has come to its end, and its key is still here. */
  get isOver(): boolean {
    return this.ended && this.#key !== undefined;
  }

  async saveClock(): Promise<void> {
    await this.#write([await this.#row(CLOCK, this.#parts.clock.mark)]);
  }

  /** What a notice lets run on opens again also when its key had gone. */
  async #openSpare(): Promise<void> {
    const [held, lease, notice] = [this.#held, this.#lease, this.#notice];
    if (this.#key || !held || !lease || !notice || !covers(notice, lease)) return;
    if (notice.exp * 1000 <= this.#parts.clock.now()) return;
    const monthKey = notice.keys[monthOf(lease.exp * 1000)];
    const key = monthKey === undefined ? undefined : await openSpare(held.spare, monthKey);
    if (key === undefined) return;
    this.#key = await importKey(key);
    await this.#write([await this.#row(KEY, key)]);
  }

  /** Once for each notice, whatever way it came: also by another tab, or while the vault was locked. */
  async #recordNotice(): Promise<void> {
    const [held, notice] = [this.#held, this.#notice];
    if (!held || !notice || held.noticed === notice.iat) return;
    if (notice.exp * 1000 <= this.#parts.clock.now()) return;
    const happened = await this.#parts.notices.takenAt();
    await this.#parts.record({ kind: 'notice-taken', ...(happened === undefined ? {} : { happened }) });
    this.#held = { ...held, noticed: notice.iat };
    await this.#write([await this.#row(LEASE, this.#held)]);
  }

  async #readOwn(signed: string): Promise<Lease | undefined> {
    const { serverKey, journalBase } = this.#parts.vault;
    const signer = signerOf(serverKey);
    const lease = signer && (await readLease(signed, signer));
    return lease?.enrolment === journalBase ? lease : undefined;
  }

  async #row(key: string, value: unknown): Promise<MetaRow> {
    return { key, block: await sealBlock(this.#parts.vault.dataKey, value, this.#context(key)) };
  }

  async #write(rows: MetaRow[]): Promise<void> {
    try {
      await this.#parts.db.meta.bulkPut(rows);
    } catch (error) {
      // It holds until the vault is locked, and a full disk has its own warning, from the packs.
      if (!isQuotaExceeded(error)) throw error;
    }
  }

  async #find<S extends v.GenericSchema>(key: string, schema: S): Promise<v.InferOutput<S> | undefined> {
    const row = await this.#parts.db.meta.get(key);
    if (!row) return undefined;
    const opened = await openBlock(this.#parts.vault.dataKey, row.block, this.#context(key));
    const parsed = opened.kind === 'opened' ? v.safeParse(schema, opened.value) : undefined;
    return parsed?.success ? parsed.output : undefined;
  }

  #context(key: string): string {
    return `${key} ${this.#parts.vault.userHash}`;
  }
}

function importKey(key: string): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', base64url.decode(key).slice(), 'AES-GCM', false, USES);
}
