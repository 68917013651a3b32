/**
 * A checksum in each document of a journal: where a disk or a line has changed it, that is noticed, whatever byte it was. It
 * keeps nobody out, since anybody can make one: that is what seals and proofs are for.
 */
import { digestOf } from './digest';
import { isFields } from './same';

/** The document with its `sum`. */
export async function withSum<D extends { _id: string }>(doc: D): Promise<D & { sum: string }> {
  return { ...doc, sum: await digestOf(summedText(doc)) };
}

/** Whether it is what its `sum` was made of. One that came before there were sums fits. */
export async function fitsSum(doc: { _id: string; sum?: unknown }): Promise<boolean> {
  return doc.sum === undefined || doc.sum === (await digestOf(summedText(doc)));
}

/**
 * What the sum is the digest of: everything but itself, and what belongs to the database (`_rev` and the like), as JSON in an
 * order that no database changes.
 */
export function summedText(doc: { _id: string }): string {
  const own = Object.entries(doc).filter(
    ([name]) => name !== 'sum' && (name === '_id' || !name.startsWith('_')),
  );
  return JSON.stringify(Object.fromEntries(own), inOrder);
}

function inOrder(_: string, value: unknown): unknown {
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
