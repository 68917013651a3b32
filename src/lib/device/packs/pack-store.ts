/** The packs of one user, sealed on disk; their cards in memory, since lists and search run on them. */
import * as v from 'valibot';
import { cardOf, type Card } from '../../record/card';
import { FhirResourceSchema } from '../../record/fhir';
import { PackLineSchema, type Pack } from '../../record/pack';
import { isQuotaExceeded } from '../quota';
import type { OpenVault } from '../vault/open-vault';
import type { PackedJson } from './block';
import type { BlockRow, PackDb } from './pack-db';
import { LastPack } from './last-pack';
import { keysOf, openByLease, sealForLease, type PatientKeys } from './patient-keys';

const PackSchema = v.looseObject({
  patientId: v.string(),
  version: v.string(),
  asOf: v.string(),
  resources: v.array(FhirResourceSchema),
});
/** A pack that is stored as it came is the line that it came in. */
const WholeLineSchema = v.pipe(
  v.omit(PackLineSchema, ['since', 'digest']),
  v.transform(({ patientId, version, asOf, changed }) => ({ patientId, version, asOf, resources: changed })),
);
const StoredSchema = v.union([WholeLineSchema, PackSchema]);

/** A card written by an older version of the app may lack what this one reads: then it is made again from its pack. */
const CardSchema = v.looseObject({
  patientId: v.string(),
  name: v.string(),
  nameWords: v.array(v.string()),
  birthDate: v.optional(v.string()),
  nhsNumber: v.optional(v.string()),
  gender: v.optional(v.string()),
  place: v.optional(v.string()),
  allergies: v.array(v.string()),
  alerts: v.array(v.string()),
  has: v.looseObject({
    record: v.boolean(),
    carePlan: v.boolean(),
    forms: v.number(),
    medicines: v.number(),
    resources: v.number(),
  }),
});

const CHECKED_AT_ONCE = 10;
/** No pack's version: what is held under it differs from every caseload, and is fetched again. */
const UNKNOWN = '';

export type FoundPack = { kind: 'pack'; pack: Pack } | { kind: 'none' } | { kind: 'damaged' };

export interface HeldCard {
  version: string;
  card: Card;
}

export class PackStore {
  readonly #db: PackDb;
  readonly #vault: OpenVault;
  readonly #keys: PatientKeys;
  readonly #held = new Map<string, HeldCard>();
  /** Grows whenever what is held changes. */
  #changes = 0;
  /** Packs that turned out to be unreadable, until they have come again. */
  readonly #damaged = new Set<string>();
  readonly #last = new LastPack();

  constructor(db: PackDb, vault: OpenVault, keys: PatientKeys = keysOf(vault)) {
    this.#db = db;
    this.#vault = vault;
    this.#keys = keys;
  }

  /** What is held, by patient. A pack that turned out to be damaged is not held: it is asked for again. */
  get held(): ReadonlyMap<string, HeldCard> {
    return this.#held;
  }

  get changes(): number {
    return this.#changes;
  }

  /** The lease has ended. */
  forget(): void {
    this.#last.forget();
    this.#held.clear();
    this.#changes += 1;
  }

  /**
   * Reads the cards of all patients, or of some that another tab has changed. Answers how many were damaged: those that could
   * be made again from their packs are held, but come again all the same.
   */
  async load(patientIds?: readonly string[]): Promise<{ damaged: number }> {
    if (this.#isClosed) {
      this.forget();
      return { damaged: 0 };
    }
    const stored = this.#db.packs.toCollection().primaryKeys();
    const [cards, present] = await Promise.all([
      patientIds
        ? stored.then((ids) => this.#db.cards.bulkGet(both(ids, patientIds)))
        : this.#db.cards.toArray(),
      stored,
    ]);
    const packs = new Set(present);
    for (const patientId of patientIds ?? this.#held.keys()) this.#held.delete(patientId);
    this.#changes += 1;
    let damaged = 0;
    const whole = cards.flatMap((row) => (row && packs.has(row.patientId) ? [row] : []));
    for (const held of await Promise.all(whole.map((row) => this.#openCard(row)))) {
      if (held === 'damaged' || held.version === UNKNOWN) damaged += 1;
      if (held === 'damaged') continue;
      if (!this.#damaged.has(held.card.patientId)) this.#held.set(held.card.patientId, held);
    }
    this.#changes += 1;
    return { damaged };
  }

  async find(patientId: string): Promise<FoundPack> {
    const row = this.#isClosed ? undefined : await this.#db.packs.get(patientId);
    if (!row) return { kind: 'none' };
    const last = this.#last.find(row);
    if (last) return { kind: 'pack', pack: last };
    const opened = await openByLease(this.#keys, row.block, this.#context('pack', row));
    const parsed = opened.kind === 'opened' ? v.safeParse(StoredSchema, opened.value) : undefined;
    if (parsed?.success) {
      this.#last.keep(parsed.output, row.block);
      return { kind: 'pack', pack: parsed.output };
    }
    this.#held.delete(patientId);
    this.#changes += 1;
    this.#damaged.add(patientId);
    return { kind: 'damaged' };
  }

  /**
   * Keeps packs and their cards, all or none. Durable when it resolves. `packed`: of those that came compressed, the line
   * that says the same.
   */
  async save(packs: readonly Pack[], packed: ReadonlyMap<Pack, PackedJson> = new Map()): Promise<void> {
    const made = await Promise.all(packs.map((pack) => this.#seal(pack, packed.get(pack))));
    await this.#db.transaction('rw', this.#db.packs, this.#db.cards, async () => {
      await this.#db.packs.bulkPut(made.map(({ packRow }) => packRow));
      await this.#db.cards.bulkPut(made.map(({ cardRow }) => cardRow));
    });
    this.#changes += 1;
    for (const { pack, card, packRow } of made) {
      this.#held.set(packRow.patientId, { card, version: packRow.version });
      this.#last.keep(pack, packRow.block);
      this.#damaged.delete(packRow.patientId);
    }
  }

  /** Patients who left the caseload leave the device. */
  async drop(patientIds: readonly string[]): Promise<void> {
    const ids = [...patientIds];
    await this.#db.transaction('rw', this.#db.packs, this.#db.cards, async () => {
      await this.#db.packs.bulkDelete(ids);
      await this.#db.cards.bulkDelete(ids);
    });
    this.#last.forget();
    for (const patientId of ids) this.#held.delete(patientId);
    this.#changes += 1;
  }

  /** Opens every pack that is stored, some at a time. Answers the patients whose pack can't be read. */
  async check(): Promise<string[]> {
    const damaged: string[] = [];
    await this.#eachStored(async (patientId) => {
      if ((await this.find(patientId)).kind === 'damaged') damaged.push(patientId);
    });
    return damaged;
  }

  /** Seals every pack with the key of the lease that there is now. */
  sealAnew(): Promise<void> {
    return this.#eachStored(async (patientId) => {
      const found = await this.find(patientId);
      if (found.kind === 'pack') await this.save([found.pack]);
    });
  }

  /** Whether so many bytes can be written now. Leaves nothing behind. */
  async takesWrite(bytes: number): Promise<boolean> {
    const block = new Uint8Array(bytes);
    for (let at = 0; at < bytes; at += 65_536) crypto.getRandomValues(block.subarray(at, at + 65_536));
    try {
      await this.#db.meta.put({ key: 'trial', block });
      return true;
    } catch (error) {
      if (!isQuotaExceeded(error)) throw error;
      return false;
    } finally {
      // Takes no room, and makes the browser count anew what the database takes.
      await this.#db.meta.delete('trial');
    }
  }

  /** What each pack and its card take on the disk, in bytes. */
  async sizes(): Promise<{ patientId: string; bytes: number }[]> {
    const sizes = new Map<string, number>();
    for (const table of [this.#db.packs, this.#db.cards]) {
      await table.each(({ patientId, block }) => {
        sizes.set(patientId, (sizes.get(patientId) ?? 0) + block.byteLength);
      });
    }
    return [...sizes].map(([patientId, bytes]) => ({ patientId, bytes }));
  }

  /** Every patient of whom something is stored, readable or not. */
  async storedIds(): Promise<string[]> {
    const keys = await Promise.all([
      this.#db.packs.toCollection().primaryKeys(),
      this.#db.cards.toCollection().primaryKeys(),
    ]);
    return [...new Set(keys.flat())];
  }

  async #eachStored(job: (patientId: string) => Promise<void>): Promise<void> {
    const ids = await this.#db.packs.toCollection().primaryKeys();
    for (let i = 0; i < ids.length; i += CHECKED_AT_ONCE) {
      for (const patientId of ids.slice(i, i + CHECKED_AT_ONCE)) await job(patientId);
      // What the person does comes first.
      await new Promise((resolve) => setTimeout(resolve));
    }
  }

  get #isClosed(): boolean {
    return this.#keys.opening.length === 0;
  }

  async #seal(
    pack: Pack,
    packed: PackedJson | undefined,
  ): Promise<{ pack: Pack; card: Card; packRow: BlockRow; cardRow: BlockRow }> {
    const card = cardOf(pack);
    const at = { patientId: pack.patientId, version: pack.version };
    const [packBlock, cardBlock] = await Promise.all([
      sealForLease(this.#keys, packed ?? pack, this.#context('pack', at)),
      sealForLease(this.#keys, card, this.#context('card', at)),
    ]);
    return { pack, card, packRow: { ...at, block: packBlock }, cardRow: { ...at, block: cardBlock } };
  }

  async #openCard(row: BlockRow): Promise<HeldCard | 'damaged'> {
    const opened = await openByLease(this.#keys, row.block, this.#context('card', row));
    const parsed = opened.kind === 'opened' ? v.safeParse(CardSchema, opened.value) : undefined;
    // exactOptionalPropertyTypes: JSON has no undefined, so an optional field is absent or a string.
    if (parsed?.success) return { version: row.version, card: parsed.output as Card };
    const found = await this.find(row.patientId);
    if (found.kind !== 'pack') return 'damaged';
    const version = opened.kind === 'opened' ? found.pack.version : UNKNOWN;
    return { version, card: cardOf(found.pack) };
  }

  #context(what: 'pack' | 'card', { patientId, version }: Pick<BlockRow, 'patientId' | 'version'>): string {
    return [what, this.#vault.userHash, patientId, version].join(' ');
  }
}

/** What stands in both. */
function both(some: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others);
  return some.filter((one) => known.has(one));
}
