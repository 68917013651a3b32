/**
 * As much of PouchDB's API as the server's stores ask for, over a Map: an attack asks a hundred thousand times, and
 * journals alone need the whole of it. What is read is a copy, as it would be from a disk.
 */
import type { Database, Store } from '../../src/lib/server/store/store';
import { memoryStore } from '../support/memory-store';

interface Stored {
  rev: string;
  text: string;
}

interface Document {
  _id: string;
  _rev?: string | undefined;
}

interface Range {
  keys?: string[];
  startkey?: string;
  endkey?: string;
}

class PlainDatabase {
  readonly #held = new Map<string, Stored>();
  /** In order; undefined when one has come since. */
  #ids: string[] | undefined;

  info(): Promise<object> {
    return Promise.resolve({});
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  get(id: string): Promise<object> {
    const found = this.#read(id);
    return found ? Promise.resolve(found) : Promise.reject(failure(404));
  }

  put(document: Document): Promise<object> {
    const written = this.#write(document);
    return written
      ? Promise.resolve({ ok: true, id: document._id, rev: written })
      : Promise.reject(failure(409));
  }

  bulkDocs(documents: readonly Document[]): Promise<object[]> {
    return Promise.resolve(
      documents.map((document) => {
        const rev = this.#write(document);
        return rev ? { ok: true, id: document._id, rev } : { id: document._id, error: true, status: 409 };
      }),
    );
  }

  /** Rows always bring their documents. */
  allDocs({ keys, startkey = '', endkey = '\uffff' }: Range): Promise<{ rows: object[] }> {
    const ids = keys ?? this.#between(startkey, endkey);
    return Promise.resolve({
      rows: ids.map((id) => {
        const doc = this.#read(id);
        return doc ? { id, key: id, doc } : { key: id, error: 'not_found' };
      }),
    });
  }

  #read(id: string): object | undefined {
    const held = this.#held.get(id);
    return held && { ...(JSON.parse(held.text) as object), _id: id, _rev: held.rev };
  }

  /** The new revision; undefined when somebody else was first. */
  #write({ _id, _rev, ...content }: Document): string | undefined {
    const held = this.#held.get(_id);
    if (held?.rev !== _rev) return undefined;
    if (!held) this.#ids = undefined;
    const rev = `${Number(held?.rev.split('-')[0] ?? 0) + 1}-a`;
    this.#held.set(_id, { rev, text: JSON.stringify(content) });
    return rev;
  }

  #between(startkey: string, endkey: string): string[] {
    this.#ids ??= [...this.#held.keys()].filter((id) => !id.startsWith('_')).sort();
    const from = this.#ids.findIndex((id) => id >= startkey);
    if (from < 0) return [];
    const until = this.#ids.findIndex((id) => id > endkey);
    return this.#ids.slice(from, until < 0 ? undefined : until);
  }
}

/** A store in memory of such databases, and of real ones for the journals. */
export function plainStore(): Store {
  const plain = new Map<string, PlainDatabase>();
  const open = <Content extends object>(name: string) => {
    const database = plain.get(name) ?? new PlainDatabase();
    plain.set(name, database);
    return Promise.resolve(database as unknown as Database<Content>);
  };
  return { ...memoryStore(), open };
}

function failure(status: number): Error {
  return Object.assign(new Error(String(status)), { status });
}
