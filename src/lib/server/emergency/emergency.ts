/** What a device carries for an emergency: a summary of each patient who is on no list of the user's, sealed one by one. */
import { createHash, createHmac } from 'node:crypto';
import { SUMMARY_RULES, type Person } from '../../record/emergency/emergency-summary';
import { identifierOf, type ExactQuery } from '../../record/emergency/exact-search';
import { importEnvelopeKey, sealEnvelope, tagOf } from '../../record/emergency/envelope';
import type { EmergencyAnswer, EmergencyRequest } from '../../record/emergency/wire';
import type { Access } from '../access/access';
import type { Organisation } from '../access/organisation';
import type { RecordStore } from '../store/record';
import { Summaries } from './summaries';

/** About 2 KB each: 4 MB on a device at the most. */
const MOST = 2_000;

export interface EmergencyParts {
  access: Access;
  organisation: Organisation;
  record: Pick<RecordStore, 'versions' | 'read'>;
  /** Makes each user's key; it must stay the same. */
  secret: Uint8Array;
  now: () => Date;
}

export class Emergency {
  readonly #parts: EmergencyParts;
  readonly #summaries: Summaries;

  constructor(parts: EmergencyParts) {
    this.#parts = parts;
    this.#summaries = new Summaries(parts.record);
  }

  /** What differs from what the device has. Nothing is left there of a user who may not break glass. */
  async answer(userId: string, { have, state: known }: EmergencyRequest): Promise<EmergencyAnswer> {
    const now = this.#parts.now();
    const covered = await this.#covered(userId);
    const patientIds = covered.slice(0, MOST);
    const asOf = now.toISOString();
    const keyBytes = this.#keyOf(userId);
    const left = covered.length - patientIds.length;
    // Before the records are read: what changes meanwhile makes the next state another one.
    const state = await this.#stateOf(keyBytes, patientIds, now);
    if (known === state) return { asOf, key: keyBytes, envelopes: [], gone: [], left, state };
    const summaries = await this.#summaries.of(patientIds, now);
    const key = await importEnvelopeKey(keyBytes);
    const held = new Map(have.map(({ tag, version }) => [tag, version]));
    const envelopes = [];
    for (const [patientId, summary] of summaries) {
      const tag = await tagOf(key, patientId);
      if (held.get(tag) !== summary.version) envelopes.push(await sealEnvelope(key, summary));
      held.delete(tag);
    }
    return { asOf, key: keyBytes, envelopes, gone: [...held.keys()], left, state };
  }

  /** Everybody in the organisation whom a query stands for; undefined for a user who may not ask. */
  async find(userId: string, query: ExactQuery): Promise<Person[] | undefined> {
    const { access, now } = this.#parts;
    if (!(await access.may(userId, 'break-glass'))) return undefined;
    const identifier = identifierOf(query);
    if (identifier === undefined) return [];
    const summaries = await this.#summaries.of([...(await this.#everybody())], now());
    return [...summaries.values()]
      .filter(({ identifiers }) => identifiers.includes(identifier))
      .map(({ summary }) => summary.person);
  }

  /** Patients of all teams of the organisation who are not on the user's own caseload. */
  async #covered(userId: string): Promise<string[]> {
    const { access } = this.#parts;
    if (!(await access.may(userId, 'break-glass'))) return [];
    const all = await this.#everybody();
    for (const patientId of (await access.readable(userId)).keys()) all.delete(patientId);
    return [...all].sort();
  }

  /** The same only while every summary of these patients is the same, for whoever has this key. */
  async #stateOf(key: string, patientIds: readonly string[], now: Date): Promise<string> {
    const versions = await this.#parts.record.versions(patientIds);
    const records = patientIds.map((id) => [id, versions.get(id)?.version]);
    const madeOf = [SUMMARY_RULES, now.toISOString().slice(0, 10), key, records];
    return createHash('sha256').update(JSON.stringify(madeOf)).digest('base64url');
  }

  async #everybody(): Promise<Set<string>> {
    const { organisation } = this.#parts;
    const teams = await organisation.teams();
    return new Set((await Promise.all(teams.map(({ id }) => organisation.patientsOf(id)))).flat());
  }

  #keyOf(userId: string): string {
    return createHmac('sha256', this.#parts.secret).update(userId).digest('base64url');
  }
}
