/** The caseload as last heard, sealed: it names places, reasons and times of visits. */
import * as v from 'valibot';
import { CaseloadSchema } from '../../record/caseload';
import type { OpenVault } from '../vault/open-vault';
import { openBlock, sealBlock, type Block } from './block';
import type { PackDb } from './pack-db';
import { keysOf, openByLease, sealForLease, type PatientKeys } from './patient-keys';

/** What every contact confirms: kept by itself, since it is written far more often than the caseload. */
const ContactSchema = v.looseObject({
  /** Server time at which the server last said that this is the caseload. The lease runs from here. */
  confirmedAt: v.string(),
  /** When every pack of it was last down. */
  completeAt: v.optional(v.string()),
});

const HeardSchema = v.looseObject({ caseload: CaseloadSchema, etag: v.optional(v.string()) });

export type Contact = v.InferOutput<typeof ContactSchema>;
export type Heard = v.InferOutput<typeof HeardSchema>;
export type HeldCaseload = Heard & Contact;

export type FoundCaseload =
  | { kind: 'held'; held: HeldCaseload }
  | { kind: 'none' }
  /** The lease has ended. */
  | { kind: 'closed' }
  | { kind: 'damaged' };

export class CaseloadStore {
  readonly #db: PackDb;
  readonly #vault: OpenVault;
  readonly #keys: PatientKeys;
  #held: HeldCaseload | undefined;
  #contact: Contact | undefined;

  constructor(db: PackDb, vault: OpenVault, keys: PatientKeys = keysOf(vault)) {
    this.#db = db;
    this.#vault = vault;
    this.#keys = keys;
  }

  /** The caseload in memory, as last loaded or saved. */
  get held(): HeldCaseload | undefined {
    return this.#held;
  }

  /** The last contact, also when the lease has ended. */
  get contact(): Contact | undefined {
    return this.#contact;
  }

  /** The lease has ended. */
  forget(): void {
    this.#held = undefined;
  }

  async load(): Promise<FoundCaseload> {
    const [heard, contact] = await Promise.all([
      this.#find('caseload', HeardSchema),
      this.#find('contact', ContactSchema),
    ]);
    if (typeof contact !== 'string') this.#contact = contact;
    if (this.#keys.opening.length === 0) {
      this.forget();
      return { kind: 'closed' };
    }
    if (heard === 'none' && contact === 'none') return { kind: 'none' };
    // One without the other can not be told apart from damage, and is as little use.
    if (typeof heard === 'string' || typeof contact === 'string') return { kind: 'damaged' };
    this.#held = { ...heard, ...contact };
    return { kind: 'held', held: this.#held };
  }

  /** Takes a caseload over. In force at once; durable when it resolves, and not at all when it rejects. */
  async save(heard: Heard, contact: Contact): Promise<void> {
    this.#held = { ...heard, ...contact };
    this.#contact = contact;
    const rows = await Promise.all([this.#sealHeard(heard), this.#seal(contact)]);
    await this.#db.meta.bulkPut(rows);
  }

  /** Notes a contact that confirmed the caseload that is held. */
  async saveContact(contact: Contact): Promise<void> {
    if (!this.#held) throw new Error('There is no caseload to confirm');
    this.#held = { ...this.#held, ...contact };
    this.#contact = contact;
    await this.#db.meta.put(await this.#seal(contact));
  }

  /** With the key of the lease that there is now. */
  async sealAnew(): Promise<void> {
    if (this.#held) await this.#db.meta.put(await this.#sealHeard(this.#held));
  }

  async #sealHeard(heard: Heard) {
    return { key: 'caseload', block: await sealForLease(this.#keys, heard, this.#context('caseload')) };
  }

  /** Nothing of a patient: it can be read also after the lease. */
  async #seal(contact: Contact) {
    return { key: 'contact', block: await sealBlock(this.#vault.dataKey, contact, this.#context('contact')) };
  }

  async #find<S extends v.GenericSchema>(
    key: string,
    schema: S,
  ): Promise<v.InferOutput<S> | 'none' | 'damaged'> {
    const row = await this.#db.meta.get(key);
    if (!row) return 'none';
    const opened = await this.#open(key, row.block);
    const parsed = opened.kind === 'opened' ? v.safeParse(schema, opened.value) : undefined;
    return parsed?.success ? parsed.output : 'damaged';
  }

  #open(key: string, block: Block) {
    const context = this.#context(key);
    return key === 'contact'
      ? openBlock(this.#vault.dataKey, block, context)
      : openByLease(this.#keys, block, context);
  }

  #context(key: string): string {
    return `${key} ${this.#vault.userHash}`;
  }
}
