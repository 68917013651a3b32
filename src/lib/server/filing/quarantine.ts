/** Entries that could not be filed, and those that their authors set aside: for those who look after the server. */
import * as v from 'valibot';
import type { Store } from '../store/store';
import { ValueStore } from '../store/values';

/** The entry itself stays in its journal. */
export const RefusedSchema = v.looseObject({
  entryId: v.string(),
  journal: v.string(),
  userId: v.string(),
  /** Absent when the entry could not be read. */
  patientId: v.optional(v.string()),
  refusal: v.string(),
  /** Of an entry that could be read: what kind, when written, and the hash of its content. */
  entryKind: v.optional(v.string()),
  writtenAt: v.optional(v.string()),
  content: v.optional(v.string()),
  /** ISO instant. */
  at: v.string(),
  /** Sent again, or accepted by somebody who may, it was taken in. */
  filedAt: v.optional(v.string()),
});
export type Refused = v.InferOutput<typeof RefusedSchema>;

export const SetAsideSchema = v.looseObject({
  /** The entry that is off its author's list. */
  entryId: v.string(),
  /** The entry that says so. */
  by: v.string(),
  journal: v.string(),
  userId: v.string(),
  patientId: v.string(),
  reason: v.string(),
  /** ISO instant. */
  at: v.string(),
});
export type SetAside = v.InferOutput<typeof SetAsideSchema>;

/** What a person decided on an entry whose author had no right to write it. */
export const SettlementSchema = v.looseObject({
  entryId: v.string(),
  journal: v.string(),
  /** Of the entry that was decided on: with other content it is another entry. */
  content: v.string(),
  decision: v.picklist(['accept', 'reject']),
  reason: v.string(),
  /** Who decided. */
  userId: v.string(),
  /** ISO instant. */
  at: v.string(),
});
export type Settlement = v.InferOutput<typeof SettlementSchema>;

const settlementId = (journal: string, entryId: string) => `settled:${journal}:${entryId}`;
const refusedId = (journal: string, entryId: string) => `refused:${journal}:${entryId}`;
const all = (prefix: string) => ({ startkey: prefix, endkey: `${prefix}\uffff` });

export class Quarantine {
  readonly #values: ValueStore;

  private constructor(values: ValueStore) {
    this.#values = values;
  }

  static async open(store: Store): Promise<Quarantine> {
    return new Quarantine(new ValueStore(await store.open('quarantine')));
  }

  async putRefused(refused: Refused): Promise<void> {
    await this.#values.put([[refusedId(refused.journal, refused.entryId), refused]]);
  }

  async putSetAside(setAside: SetAside): Promise<void> {
    await this.#values.put([[`aside:${setAside.journal}:${setAside.by}`, setAside]]);
  }

  async putSettlement(settlement: Settlement): Promise<void> {
    await this.#values.put([[settlementId(settlement.journal, settlement.entryId), settlement]]);
  }

  /** Of those entries of a journal that a person has decided on, by entry id. */
  async findSettlements(journal: string, entryIds: readonly string[]): Promise<Map<string, Settlement>> {
    const ids = entryIds.map((entryId) => settlementId(journal, entryId));
    const found = await this.#values.find(SettlementSchema, ids);
    return new Map(found.map((settlement) => [settlement.entryId, settlement]));
  }

  async findRefused(journal: string, entryId: string): Promise<Refused | undefined> {
    return (await this.#values.find(RefusedSchema, [refusedId(journal, entryId)]))[0];
  }

  /** An entry that was refused before is in the record now. */
  async release(journal: string, entryId: string, filedAt: string): Promise<void> {
    const id = refusedId(journal, entryId);
    const [held] = await this.#values.find(RefusedSchema, [id]);
    if (held) await this.#values.put([[id, { ...held, filedAt }]]);
  }

  refused(): Promise<Refused[]> {
    return this.#values.range(RefusedSchema, all('refused:'));
  }

  setAside(): Promise<SetAside[]> {
    return this.#values.range(SetAsideSchema, all('aside:'));
  }
}
