/** The record: each patient's FHIR resources, at a version that grows with each commit. */
import * as v from 'valibot';
import { referenceTo, type FhirResource } from '../../record/fhir';
import { KeyedQueue } from '../keyed-queue';
import { CommitLog } from './commit-log';
import { commitTo, confirmHead, findHead, type Draft, type Steps } from './commit';
import { findDocuments, rangeOfDocuments } from './documents';
import type { EntryMark, HeldMark, VersionedMark } from './entry-mark';
import * as docs from './record-docs';
import type { Database, Store } from './store';
import { Versions, type KnownVersion } from './versions';
import { watchChanges, type Watch } from './watch';

export type Resources = ReadonlyMap<string, FhirResource>;

export interface Snapshot {
  version: string;
  resources: FhirResource[];
}

export interface Difference {
  version: string;
  /** What `changed` is to be laid over; absent when `changed` is everything. */
  since?: string;
  changed: FhirResource[];
  /** All that the record holds at `version`. */
  resources: FhirResource[];
}

/** `version` is that of the record after the commit; `changed` counts the documents written. */
export interface Committed {
  version: string;
  changed: number;
}

/** The part of a record that a filing reads: resources by `Type/id`, marks by entry id. */
export interface Slice {
  resources: Resources;
  marks: ReadonlyMap<string, HeldMark>;
}

/** The version of a record that holds nothing. */
const NO_VERSION = '0';

export class RecordStore {
  readonly #database: Database;
  /** On a CouchDB: other app servers write too, and a write may be known to some of the cluster only. */
  readonly #shared: boolean;
  readonly #versions: Versions;
  readonly #queue = new KeyedQueue();
  readonly #log = new CommitLog();
  readonly #listeners = new Set<(patientId: string) => void>();
  readonly #watch: Watch | undefined;

  private constructor(database: Database, shared: boolean) {
    this.#database = database;
    this.#shared = shared;
    this.#versions = new Versions(database);
    if (shared) this.#watch = this.#follow();
  }

  static async open(store: Store): Promise<RecordStore> {
    return new RecordStore(await store.open('record'), store.kind === 'couchdb');
  }

  async head(patientId: string): Promise<{ version: string } | undefined> {
    const head = await findHead(this.#database, patientId);
    return head && { version: docs.versionOf(head) };
  }

  /** Versions of those patients whose Patient resource the record holds, and whether that is restricted; from memory when nothing changed. */
  versions(patientIds: readonly string[]): Promise<Map<string, KnownVersion>> {
    return this.#versions.of(patientIds);
  }

  async read(patientId: string): Promise<Snapshot | undefined> {
    const difference = await this.readSince(patientId, undefined);
    return difference && { version: difference.version, resources: difference.resources };
  }

  /**
   * What changed after version `since`; everything when the record does not know that version (any more).
   * The head is read first: what is written meanwhile may be in the answer, and comes again with the next one.
   */
  async readSince(patientId: string, since: string | undefined): Promise<Difference | undefined> {
    const head = await findHead(this.#database, patientId);
    if (!head) return undefined;
    const all = parseResources(await rangeOfDocuments(this.#database, docs.resourceRange(patientId)));
    const version = docs.versionOf(head);
    const resources = all.map((doc) => doc.resource);
    if (since === undefined || !head.history.includes(since)) {
      return { version, changed: resources, resources };
    }
    const changed = all.filter((doc) => docs.isNewerThan(doc, since, head)).map((doc) => doc.resource);
    return { version, since, changed, resources };
  }

  /**
   * Commits what `change` makes of the whole record (resources by `Type/id`). Only what differs is written.
   * `change` is pure, and idempotent: it runs again whenever somebody else was first, and may then see its own result.
   */
  commit(
    patientId: string,
    change: (current: Resources) => FhirResource[] | Promise<FhirResource[]>,
  ): Promise<Committed> {
    const range = docs.resourceRange(patientId);
    return this.#commit(patientId, {
      read: async () => parseResources(await rangeOfDocuments(this.#database, range)),
      plan: async (current) => {
        const resources = await change(sliceOf(current, undefined).resources);
        return resources.map((resource) => ({ _id: docs.resourceId(patientId, resource), resource }));
      },
    });
  }

  /** As `commit`, for a part of the record: only the resources (`Type/id`) and entries named are read and may be written. */
  commitPart(
    patientId: string,
    part: { resources: readonly string[]; entries: readonly string[] },
    change: (current: Slice) => { resources: readonly FhirResource[]; marks: readonly EntryMark[] },
  ): Promise<Committed> {
    const resourceIds = part.resources.map((reference) => docs.resourceIdOf(patientId, reference));
    const markIds = part.entries.map((entryId) => docs.markId(patientId, entryId));
    return this.#commit(patientId, {
      read: async () => [
        ...parseResources(await findDocuments(this.#database, resourceIds)),
        ...parseMarks(await findDocuments(this.#database, markIds)),
      ],
      plan: (current, head) => {
        const { resources, marks } = change(sliceOf(current, head));
        const drafts: Draft[] = resources.map((resource) => ({
          _id: docs.resourceId(patientId, resource),
          resource,
        }));
        return [...drafts, ...marks.map((mark) => ({ _id: docs.markId(patientId, mark.entryId), mark }))];
      },
    });
  }

  /**
   * Resolves when it is certain that what reads as published will not be lost: for an answer about a commit that was made
   * before, and of which nobody here saw the end.
   */
  async confirm(patientId: string): Promise<void> {
    // Over files, what can be read is on the disk.
    if (this.#shared) await this.#queue.run(patientId, () => confirmHead(this.#database, patientId));
  }

  /** Every entry that this patient's record took in. */
  async marks(patientId: string): Promise<VersionedMark[]> {
    const found = await rangeOfDocuments(this.#database, docs.markRange(patientId));
    return parseMarks(found).map(versionedMark);
  }

  /** To ask later what was committed from now on. */
  get position(): number {
    return this.#log.position;
  }

  /** Patients with a commit after a `position`, of this app server or another; undefined when that can't be told any more. */
  committedSince(position: number): ReadonlySet<string> | undefined {
    return this.#log.since(position);
  }

  /** Told after each commit, of this app server or (over CouchDB) of another. Returns the way to stop. */
  onCommit(listener: (patientId: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#watch?.close();
    this.#listeners.clear();
  }

  async #commit(patientId: string, steps: Steps): Promise<Committed> {
    const { head, changed } = await this.#queue.run(patientId, () =>
      commitTo(this.#database, patientId, steps),
    );
    if (head && changed > 0) {
      this.#versions.set(patientId, head);
      this.#tell(patientId);
    }
    return { version: head ? docs.versionOf(head) : NO_VERSION, changed };
  }

  /** `versions` knows it already. */
  #tell(patientId: string): void {
    this.#log.add(patientId);
    for (const listener of this.#listeners) listener(patientId);
  }

  #follow(): Watch {
    return watchChanges(this.#database, {
      onChange: (id) => {
        const patientId = docs.patientOfHead(id);
        if (patientId === undefined) return;
        this.#versions.forget(patientId);
        this.#tell(patientId);
      },
      onGap: () => {
        this.#versions.forgetAll();
        this.#log.clear();
      },
    });
  }
}

function parseResources(found: readonly unknown[]): docs.ResourceDoc[] {
  return found.map((doc) => v.parse(docs.ResourceDocSchema, doc));
}

function parseMarks(found: readonly unknown[]): docs.MarkDoc[] {
  return found.map((doc) => v.parse(docs.MarkDocSchema, doc));
}

function sliceOf(current: readonly docs.ContentDoc[], head: docs.HeadDoc | undefined): Slice {
  const resources = new Map<string, FhirResource>();
  const marks = new Map<string, HeldMark>();
  for (const doc of current) {
    if ('resource' in doc) resources.set(referenceTo(doc.resource), doc.resource);
    else marks.set(doc.mark.entryId, { ...versionedMark(doc), published: docs.isPublished(doc, head) });
  }
  return { resources, marks };
}

function versionedMark(doc: docs.MarkDoc): VersionedMark {
  return { mark: doc.mark, version: docs.versionOf(doc) };
}
