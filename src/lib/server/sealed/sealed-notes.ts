/** The sealed notes of those patients whose sealed notes a user may read. */
import { createHash } from 'node:crypto';
import type { FhirResource } from '../../record/fhir';
import type { SealedAnswer, SealedRequest } from '../../record/sealed-notes';
import type { Access } from '../access/access';
import { sealedIn } from '../access/view';
import type { RecordStore } from '../store/record';

export interface SealedNotesParts {
  access: Pick<Access, 'readable'>;
  record: Pick<RecordStore, 'versions' | 'read'>;
}

const AT_ONCE = 8;

export class SealedNotes {
  readonly #parts: SealedNotesParts;
  /** By patient, for as long as the record stays the same: few patients have any, and each device asks. */
  readonly #kept = new Map<string, { recordVersion: string; notes: FhirResource[] }>();

  constructor(parts: SealedNotesParts) {
    this.#parts = parts;
  }

  /** What differs from what the device has. A reason that the user gave opens a chart, but no sealed notes. */
  async answer(userId: string, { have }: SealedRequest): Promise<SealedAnswer> {
    const seen = [...(await this.#parts.access.readable(userId))];
    const patientIds = seen.filter(([, { view }]) => view.sealed).map(([patientId]) => patientId);
    const held = new Map(have.map(({ patientId, version }) => [patientId, version]));
    const sets = [];
    for (const patientId of await this.#refresh(patientIds)) {
      const notes = this.#kept.get(patientId)?.notes ?? [];
      if (notes.length === 0) continue;
      const version = createHash('sha256').update(JSON.stringify(notes)).digest('base64url');
      if (held.get(patientId) !== version) sets.push({ patientId, version, notes });
      held.delete(patientId);
    }
    return { sets, gone: [...held.keys()] };
  }

  /** Reads what is not known. Answers the patients who may have any. */
  async #refresh(patientIds: readonly string[]): Promise<string[]> {
    const versions = await this.#parts.record.versions(patientIds);
    const holders = [...versions].filter(([, { mayHoldSealed }]) => mayHoldSealed);
    const stale = holders.filter(([id, { version }]) => this.#kept.get(id)?.recordVersion !== version);
    for (let i = 0; i < stale.length; i += AT_ONCE) {
      await Promise.all(stale.slice(i, i + AT_ONCE).map(([id]) => this.#read(id)));
    }
    return holders.map(([id]) => id);
  }

  async #read(patientId: string): Promise<void> {
    const snapshot = await this.#parts.record.read(patientId);
    if (!snapshot) return;
    const notes = sealedIn(snapshot.resources);
    this.#kept.set(patientId, { recordVersion: snapshot.version, notes });
  }
}
