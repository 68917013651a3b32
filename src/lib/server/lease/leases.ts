/** Gives devices their leases, for as long as the organisation says, and makes the notices that let them run on. */
import { createHmac } from 'node:crypto';
import * as v from 'valibot';
import { monthOf } from '../../record/lease/rules';
import { NoticeSchema, signLease, type GivenLease, type Lease } from '../../record/lease/signed';
import { sealSpare } from '../../record/lease/spare';
import type { ServerKeys } from '../keys';
import type { Store } from '../store/store';
import { ValueStore } from '../store/values';
import { makeNotice, monthKeyOf, type MadeNotice, type NoticeOutcome } from './make-notice';
import { signingKeyOf, type SigningKey } from './signing-key';

/** As `LEASE_HOURS` has it. */
export const MOST_HOURS = 720;

const HoursSchema = v.looseObject({ hours: v.number() });
const StoredNoticeSchema = v.looseObject({ ...NoticeSchema.entries, signed: v.string() });

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
    const { keys, now } = this.#parts;
    const iat = Math.floor(now().getTime() / 1000);
    const lease = { enrolment, iat, exp: iat + (await this.hours()) * 3_600 };
    const key = createHmac('sha256', keys.secret('lease')).update(enrolment).digest('base64url');
    const [signed, spare] = await Promise.all([
      signLease(lease, this.#signing.key),
      sealSpare(key, monthKeyOf(keys, monthOf(lease.exp * 1000))),
    ]);
    return { lease, given: { signed, key, spare } };
  }

  /** Lets leases run on until `until`, but for those of `without`. In force from its making on. */
  async makeNotice(until: Date, without: readonly string[] = []): Promise<NoticeOutcome> {
    const { keys, now } = this.#parts;
    const outcome = await makeNotice(until, { keys, now: now(), after: (await this.notice())?.iat, without });
    if (outcome.kind === 'made') await this.#values.put([['notice', outcome.notice]]);
    return outcome;
  }

  /** The newest notice, also when it is over: it is what older ones give way to. */
  async notice(): Promise<MadeNotice | undefined> {
    return (await this.#values.find(StoredNoticeSchema, ['notice']))[0];
  }
}
