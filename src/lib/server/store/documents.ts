/** Reading and writing documents, with PouchDB's ways of saying "not there" and "someone else was first" made values. */
import * as v from 'valibot';
import type { Database } from './store';

function statusOf(error: unknown): number | undefined {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  return typeof status === 'number' ? status : undefined;
}

export const isMissing = (error: unknown): boolean => statusOf(error) === 404;
export const isConflict = (error: unknown): boolean => statusOf(error) === 409;

/**
 * The document, unparsed, or undefined when there is none. Over files, PouchDB's `get` says that a document is missing also
 * when its disk could not be read; `allDocs` tells the two apart, and throws.
 */
export async function findDocument(database: Database, id: string): Promise<unknown> {
  try {
    return await database.get(id);
  } catch (error) {
    if (!isMissing(error)) throw error;
    return (await findDocuments(database, [id]))[0];
  }
}

/** The documents of these ids that exist, unparsed. */
export async function findDocuments(database: Database, ids: readonly string[]): Promise<unknown[]> {
  if (ids.length === 0) return [];
  const { rows } = await database.allDocs({ keys: [...ids], include_docs: true });
  return rows.flatMap((row) => ('doc' in row && row.doc ? [row.doc] : []));
}

/** All documents with ids from `startkey` to `endkey`, unparsed, in the order of their ids. */
export async function rangeOfDocuments(
  database: Database,
  range: { startkey: string; endkey: string },
): Promise<unknown[]> {
  const { rows } = await database.allDocs({ ...range, include_docs: true });
  return rows.flatMap((row) => (row.doc ? [row.doc] : []));
}

/**
 * Writes all, or says that somebody else was first with at least one (the others are then written).
 * Throws when a document was not written for any other reason.
 */
export async function writeDocuments(
  database: Database,
  documents: readonly { _id: string; _rev?: string | undefined }[],
): Promise<'written' | 'conflict'> {
  if (documents.length === 0) return 'written';
  const results = await database.bulkDocs([...documents]);
  const failed = results.filter((result) => 'error' in result && result.error);
  const other = failed.find((result) => !isConflict(result));
  if (other) throw new Error('a document was not written', { cause: other });
  if (failed.length > 0) return 'conflict';
  if (results.length !== documents.length) throw new Error('not all documents were answered for');
  return 'written';
}

/** A document with its revision, as replication carries it. */
export interface RevisedDocument {
  _id: string;
  _rev: string;
  _revisions: { start: number; ids: string[] };
}

/** Writes documents under the revisions that they bring, beside any others. Throws when one was not written. */
export async function replicateInto(
  database: Database,
  documents: readonly RevisedDocument[],
): Promise<void> {
  const results: unknown = await database.bulkDocs([...documents], { new_edits: false });
  // CouchDB answers only for what it did not write; PouchDB answers for all.
  const failed = v.parse(v.array(v.looseObject({})), results).find((result) => result['error']);
  if (failed) throw new Error('a document was not written', { cause: failed });
}
