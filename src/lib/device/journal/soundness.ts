/** Whether the rows of a journal fit together as PouchDB's `idb` adapter relies on. Pure. */
import * as v from 'valibot';
import { EntryDocSchema, ReceiptDocSchema } from '../../record/journal-docs';
import { fitsSum } from '../../record/sum';

export interface StoredRow {
  key: unknown;
  row: unknown;
}

type RevNode = [
  hash: string,
  options: { status: string; deleted?: boolean | undefined },
  children: RevNode[],
];

const RevNodeSchema: v.GenericSchema<RevNode> = v.tuple([
  v.string(),
  v.looseObject({ status: v.string(), deleted: v.optional(v.boolean()) }),
  v.array(v.lazy(() => RevNodeSchema)),
]);
/** What the adapter keeps of a document; `data` is JSON. */
const MetadataRowSchema = v.looseObject({
  id: v.string(),
  winningRev: v.string(),
  /** Whether it is deleted, for the adapter's index. */
  deletedOrLocal: v.picklist(['0', '1']),
  seq: v.number(),
  data: v.pipe(
    v.string(),
    v.parseJson(),
    v.looseObject({ rev_tree: v.array(v.looseObject({ pos: v.number(), ids: RevNodeSchema })) }),
  ),
});
const DocRowSchema = v.looseObject({ _doc_id_rev: v.pipe(v.string(), v.regex(/^.+::\d+-[0-9a-f]{32}$/)) });

export type RawDoc = Record<string, unknown> & { _id: string; _rev: string };

/** The document in a row of `by-sequence`; undefined when it is none. */
export function docOf(row: unknown): RawDoc | undefined {
  const parsed = v.safeParse(DocRowSchema, row);
  if (!parsed.success) return undefined;
  const { _doc_id_rev: idRev, ...content } = parsed.output;
  const at = idRev.lastIndexOf('::');
  return { ...content, _id: idRev.slice(0, at), _rev: idRev.slice(at + 2) };
}

/** Every row leads to those that it names, says what a document of its kind says, and is what was written. */
export async function isSound(bySeq: readonly StoredRow[], metadata: readonly StoredRow[]): Promise<boolean> {
  const docs = bySeq.map(({ row }) => docOf(row));
  const seqs = new Set(bySeq.map(({ key }) => key));
  const revs = new Set(docs.map((doc) => `${doc?._id}::${doc?._rev}`));
  const known = new Set<string>();
  for (const { row } of metadata) {
    const parsed = v.safeParse(MetadataRowSchema, row);
    if (!parsed.success) return false;
    const { id, winningRev, seq, data, deletedOrLocal } = parsed.output;
    const tree = data.rev_tree.flatMap(({ pos, ids }) => revsOf(ids, pos));
    const available = tree.flatMap(({ rev, status }) => (status === 'available' ? [rev] : []));
    if (!seqs.has(seq) || ![winningRev, ...available].every((rev) => revs.has(`${id}::${rev}`))) return false;
    const isDeleted = tree.some(({ rev, deleted }) => rev === winningRev && deleted === true);
    if (isDeleted !== (deletedOrLocal === '1')) return false;
    known.add(id);
  }
  const whole = docs.flatMap((doc) => (doc && known.has(doc._id) && isReadable(doc) ? [doc] : []));
  const fits = await Promise.all(whole.map((doc) => fitsSum(doc)));
  return whole.length === docs.length && fits.every(Boolean);
}

/** Every revision, and whether its body ought to be here (`available`); a rev's number counts from the root. */
function revsOf([hash, options, children]: RevNode, pos: number): (RevNode[1] & { rev: string })[] {
  return [{ ...options, rev: `${pos}-${hash}` }, ...children.flatMap((child) => revsOf(child, pos + 1))];
}

/** A document of a later format is not ours to judge. */
function isReadable(doc: RawDoc): boolean {
  if (typeof doc['format'] === 'number' && doc['format'] > 1) return true;
  if (doc._id.startsWith('entry:')) return v.is(EntryDocSchema, doc);
  return !doc._id.startsWith('receipt:') || v.is(ReceiptDocSchema, doc);
}
