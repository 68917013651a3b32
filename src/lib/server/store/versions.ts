/** The versions of many patients, kept in memory: an idle caseload must not read three hundred heads. */
import * as v from 'valibot';
import { findDocuments } from './documents';
import { HeadDocSchema, headId, patientOfHead, versionOf, type HeadDoc } from './record-docs';
import type { Database } from './store';

export interface KnownVersion {
  version: string;
  restricted: boolean;
  /** False: the record never held a sealed note. */
  mayHoldSealed: boolean;
  nhsNumber?: string | undefined;
}

export class Versions {
  readonly #database: Database;
  /** By patient; undefined for one whose Patient the record does not hold. */
  readonly #known = new Map<string, KnownVersion | undefined>();
  /** Grows when something is forgotten: what was read before then is not kept. */
  #forgotten = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Versions of those patients whose Patient the record holds. */
  async of(patientIds: readonly string[]): Promise<Map<string, KnownVersion>> {
    // What is forgotten while the others are read was true when it was asked for: it must not look like a patient who is gone.
    const before = new Map(
      patientIds.filter((id) => this.#known.has(id)).map((id) => [id, this.#known.get(id)]),
    );
    const found = await this.#read(patientIds.filter((id) => !before.has(id)));
    const versions = new Map<string, KnownVersion>();
    for (const id of patientIds) {
      const source = [this.#known, before, found].find((map) => map.has(id));
      const version = source?.get(id);
      if (version !== undefined) versions.set(id, version);
    }
    return versions;
  }

  set(patientId: string, head: HeadDoc): void {
    this.#known.set(patientId, knownIn(head));
  }

  forget(patientId: string): void {
    this.#forgotten += 1;
    this.#known.delete(patientId);
  }

  forgetAll(): void {
    this.#forgotten += 1;
    this.#known.clear();
  }

  async #read(patientIds: readonly string[]): Promise<Map<string, KnownVersion | undefined>> {
    const forgotten = this.#forgotten;
    const heads = await findDocuments(this.#database, patientIds.map(headId));
    const found = new Map<string, KnownVersion | undefined>(patientIds.map((id) => [id, undefined]));
    for (const doc of heads) {
      const head = v.parse(HeadDocSchema, doc);
      found.set(patientOfHead(head._id) ?? '', knownIn(head));
    }
    // A commit that ended meanwhile knows better.
    if (forgotten === this.#forgotten) {
      for (const [id, version] of found) if (!this.#known.has(id)) this.#known.set(id, version);
    }
    return found;
  }
}

function knownIn(head: HeadDoc): KnownVersion | undefined {
  const { known, restricted = false, sealed: mayHoldSealed = true, nhsNumber } = head;
  return known ? { version: versionOf(head), restricted, mayHoldSealed, nhsNumber } : undefined;
}
