/** The envelopes of a team's emergency summaries on this device: one sealed block, read only to look somebody up. */
import * as v from 'valibot';
import { EnvelopeSchema } from '../../record/emergency/envelope';
import type { EmergencyAnswer } from '../../record/emergency/wire';
import type { PackDb } from '../packs/pack-db';
import { keysOf, openByLease, sealForLease, type PatientKeys } from '../packs/patient-keys';
import type { OpenVault } from '../vault/open-vault';

const HeldSchema = v.looseObject({
  /** Server time at which all of it was last confirmed. */
  asOf: v.string(),
  /** Opens the envelopes of this user. */
  key: v.string(),
  envelopes: v.array(EnvelopeSchema),
  /** Patients whom the server left out, since a device carries only so many. */
  left: v.number(),
  /** Of the server's records, as it last answered. */
  state: v.optional(v.string()),
});
export type HeldEnvelopes = v.InferOutput<typeof HeldSchema>;

const ROW = 'emergency';

export class EmergencyStore {
  readonly #db: PackDb;
  readonly #vault: OpenVault;
  readonly #keys: PatientKeys;

  constructor(db: PackDb, vault: OpenVault, keys: PatientKeys = keysOf(vault)) {
    this.#db = db;
    this.#vault = vault;
    this.#keys = keys;
  }

  /** Undefined when there are none, or they can't be read: then they are fetched again as a whole. */
  async find(): Promise<HeldEnvelopes | undefined> {
    const row = await this.#db.meta.get(ROW);
    if (!row) return undefined;
    const opened = await openByLease(this.#keys, row.block, this.#context());
    const parsed = opened.kind === 'opened' ? v.safeParse(HeldSchema, opened.value) : undefined;
    return parsed?.success ? parsed.output : undefined;
  }

  /** Durable when it resolves. */
  async save(held: HeldEnvelopes): Promise<void> {
    const block = await sealForLease(this.#keys, held, this.#context());
    await this.#db.meta.put({ key: ROW, block });
  }

  /** With the key of the lease that there is now. */
  async sealAnew(): Promise<void> {
    const held = await this.find();
    if (held) await this.save(held);
  }

  #context(): string {
    return `${ROW} ${this.#vault.userHash}`;
  }
}

/** What is held after an answer was laid over it. */
export function applyAnswer(held: HeldEnvelopes | undefined, answer: EmergencyAnswer): HeldEnvelopes {
  const { asOf, key, left, state } = answer;
  // Envelopes under another key are of no use any more.
  const before = held?.key === key ? held.envelopes : [];
  const replaced = new Set([...answer.gone, ...answer.envelopes.map(({ tag }) => tag)]);
  const kept = before.filter(({ tag }) => !replaced.has(tag));
  return { asOf, key, left, envelopes: [...kept, ...answer.envelopes], ...(state && { state }) };
}
