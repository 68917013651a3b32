/** Gives devices their leases, for as long as the organisation says, and makes the notices that let them run on. */
import { createHmac } from 'node:crypto';
import { base64url } from 'jose';
import * as v from 'valibot';
import { monthOf, monthsOf, NOTICE_MOST_MS } from '../../record/lease/rules';
import {
  NoticeSchema,
  signLease,
  signNotice,
  type GivenLease,
  type Lease,
  type Notice,
} from '../../record/lease/signed';
import { sealSpare } from '../../record/lease/spare';
import type { ServerKeys } from '../keys';
import type { Store } from '../store/store';
import { ValueStore } from '../store/values';
import { signingKeyOf, type SigningKey } from './signing-key';

const HOUR_MS = 3_600_000;
/** As `LEASE_HOURS` has it. */
export const MOST_HOURS = 720;

const HoursSchema = v.looseObject({ hours: v.number() });
const StoredNoticeSchema = v.looseObject({ ...NoticeSchema.entries, signed: v.string() });
export type MadeNotice = Notice & { signed: string };

export interface LeasesParts {
  store: Store;
  keys: Pick<ServerKeys, 'secret'>;
  /** Hours of a lease, until an administrator sets others. */
  hours: number;
  now: () => Date;
}

export class Leases {
  readonly #parts: LeasesParts;
  readonly #values: ValueStore;
  readonly #signing: SigningKey;

  private constructor(parts: LeasesParts, values: ValueStore, signing: SigningKey) {
    this.#parts = parts;
    this.#values = values;
    this.#signing = signing;
  }

  static async open(parts: LeasesParts): Promise<Leases> {
    return new Leases(
      parts,
      new ValueStore(await parts.store.open('leases')),
      await signingKeyOf(parts.keys),
    );
  }

  /** What devices check leases and notices with. */
  get signer(): SigningKey['public'] {
    return this.#signing.public;
  }

  /** How long a lease runs after a contact. */
  async hours(): Promise<number> {
    return (await this.#values.find(HoursSchema, ['hours']))[0]?.hours ?? this.#parts.hours;
  }

  async setHours(hours: number): Promise<void> {
    await this.#values.put([['hours', { hours }]]);
  }

  /** A lease from now on, with the key that belongs to this enrolment: the same each time. */
  async grant(enrolment: string): Promise<{ lease: Lease; given: GivenLease }> {
    const iat = seconds(this.#parts.now().getTime());
    const lease = { enrolment, iat, exp: iat + (await this.hours()) * 3_600 };
    const key = base64url.encode(this.#derive('lease', enrolment));
    const [signed, spare] = await Promise.all([
      signLease(lease, this.#signing.key),
      sealSpare(key, this.#derive('outage', monthOf(lease.exp * 1000))),
    ]);
    return { lease, given: { signed, key, spare } };
  }

  /** Lets leases run on until `until`: the words say why not, when that makes no sense. In force from its making on. */
  async makeNotice(
    until: Date,
  ): Promise<{ kind: 'made'; notice: MadeNotice } | { kind: 'refused'; words: string }> {
    const now = this.#parts.now().getTime();
    if (!(until.getTime() > now)) return { kind: 'refused', words: 'The time has passed already.' };
    if (until.getTime() > now + NOTICE_MOST_MS) {
      return {
        kind: 'refused',
        words: `A notice may run for ${NOTICE_MOST_MS / HOUR_MS / 24} days at most.`,
      };
    }
    // The later one counts, whatever the clocks of the servers say.
    const iat = Math.max(seconds(now), ((await this.notice())?.iat ?? 0) + 1);
    const exp = seconds(until.getTime());
    const months = monthsOf({ iat, exp }).map((month) => [
      month,
      base64url.encode(this.#derive('outage', month)),
    ]);
    const notice = { iat, exp, keys: Object.fromEntries(months) as Record<string, string> };
    const made = { ...notice, signed: await signNotice(notice, this.#signing.key) };
    await this.#values.put([['notice', made]]);
    return { kind: 'made', notice: made };
  }

  /** The newest notice, also when it is over: it is what older ones give way to. */
  async notice(): Promise<MadeNotice | undefined> {
    return (await this.#values.find(StoredNoticeSchema, ['notice']))[0];
  }

  #derive(purpose: 'lease' | 'outage', of: string): Uint8Array {
    return createHmac('sha256', this.#parts.keys.secret(purpose)).update(of).digest();
  }
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}
