/** Emergency summaries made from the record, each kept in memory for that day while its patient's record stays the same. */
import { createHash } from 'node:crypto';
import { emergencySummaryOf, type EmergencySummary } from '../../record/emergency/emergency-summary';
import { identifiersOf } from '../../record/emergency/exact-search';
import { patientIn } from '../../record/patient';
import { KeyedQueue } from '../keyed-queue';
import type { RecordStore } from '../store/record';

export interface KeptSummary {
  summary: EmergencySummary;
  /** By which the patient can be found. */
  identifiers: string[];
  /** Differs whenever one of the two differs: many changes of a record change neither. */
  version: string;
}

const AT_ONCE = 8;

export class Summaries {
  readonly #record: Pick<RecordStore, 'versions' | 'read'>;
  readonly #kept = new Map<string, { madeOf: string; kept: KeptSummary }>();
  /** By patient: when a shift begins many ask at once, and who was first reads the record for all of them. */
  readonly #queue = new KeyedQueue();

  constructor(record: Pick<RecordStore, 'versions' | 'read'>) {
    this.#record = record;
  }

  /** Those of these patients whose Patient the record holds, by patient id. */
  async of(patientIds: readonly string[], now: Date): Promise<Map<string, KeptSummary>> {
    const versions = await this.#record.versions(patientIds);
    const isStale = ([id, { version }]: [string, { version: string }]) =>
      this.#kept.get(id)?.madeOf !== madeOf(version, now);
    const stale = [...versions].filter(isStale);
    for (let i = 0; i < stale.length; i += AT_ONCE) {
      const some = stale.slice(i, i + AT_ONCE);
      await Promise.all(
        some.map((one) =>
          this.#queue.run(one[0], async () => {
            if (isStale(one)) await this.#make(one[0], now);
          }),
        ),
      );
    }
    const found = new Map<string, KeptSummary>();
    for (const id of versions.keys()) {
      const made = this.#kept.get(id);
      if (made) found.set(id, made.kept);
    }
    return found;
  }

  async #make(patientId: string, now: Date): Promise<void> {
    const snapshot = await this.#record.read(patientId);
    const patient = snapshot && patientIn(snapshot.resources, patientId);
    if (!patient) return;
    const summary = emergencySummaryOf(patientId, snapshot.resources, now);
    const identifiers = identifiersOf(patient);
    const version = createHash('sha256')
      .update(JSON.stringify([summary, identifiers]))
      .digest('base64url');
    this.#kept.set(patientId, {
      madeOf: madeOf(snapshot.version, now),
      kept: { summary, identifiers, version: version.slice(0, 16) },
    });
  }
}

/** What a summary follows from: dates in a record are over by the day. */
function madeOf(recordVersion: string, now: Date): string {
  return `${recordVersion} ${now.toISOString().slice(0, 10)}`;
}
