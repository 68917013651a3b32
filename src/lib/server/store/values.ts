/** Plain values by id: a document holds one under `value`, since FHIR and PouchDB both have names that begin with `_`. */
import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { findDocuments, rangeOfDocuments, writeDocuments } from './documents';
import type { Database } from './store';

const StoredSchema = v.object({ _id: v.string(), _rev: v.string(), value: v.unknown() });

const AT_ONCE = 2_000;
const ATTEMPTS = 5;

export class ValueStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The values of these ids that exist. */
  async find<S extends v.GenericSchema>(schema: S, ids: readonly string[]): Promise<v.InferOutput<S>[]> {
    return (await findDocuments(this.#database, ids)).map((doc) => valueOf(schema, doc));
  }

  /** The values from one id to another, in their order. */
  async range<S extends v.GenericSchema>(
    schema: S,
    range: { startkey: string; endkey: string },
  ): Promise<v.InferOutput<S>[]> {
    return (await rangeOfDocuments(this.#database, range)).map((doc) => valueOf(schema, doc));
  }

  /** Writes those that differ from what is stored; the last writer wins. Whether anything did. */
  async put(values: readonly (readonly [id: string, value: object])[]): Promise<boolean> {
    let changed = false;
    for (let i = 0; i < values.length; i += AT_ONCE) {
      changed = (await this.#putSome(values.slice(i, i + AT_ONCE))) || changed;
    }
    return changed;
  }

  async #putSome(values: readonly (readonly [id: string, value: object])[]): Promise<boolean> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const found = await findDocuments(
        this.#database,
        values.map(([id]) => id),
      );
      const held = new Map(found.map((doc) => v.parse(StoredSchema, doc)).map((doc) => [doc._id, doc]));
      const due = values.filter(([id, value]) => !isDeepStrictEqual(held.get(id)?.value, value));
      const documents = due.map(([_id, value]) => ({ ...held.get(_id), _id, value }));
      if ((await writeDocuments(this.#database, documents)) === 'written') return due.length > 0;
    }
    throw new Error('a value was changed by others again and again');
  }
}

function valueOf<S extends v.GenericSchema>(schema: S, doc: unknown): v.InferOutput<S> {
  return v.parse(schema, v.parse(StoredSchema, doc).value);
}
