/** What the record remembers of an entry that it took in: the reason why the same entry is never filed twice. */
import * as v from 'valibot';
import { ReceiptDetailSchema } from '../../record/receipt';

export const EntryMarkSchema = v.looseObject({
  entryId: v.string(),
  outcome: v.picklist(['filed', 'decision']),
  /** When it reached this outcome. ISO instant. */
  at: v.string(),
  /** Where its author's receipt belongs. */
  journal: v.string(),
  /** SHA-256 of the entry's content, whatever seal it came in. */
  content: v.string(),
  detail: ReceiptDetailSchema,
});
export type EntryMark = v.InferOutput<typeof EntryMarkSchema>;

/** A mark, and the version of the record that it was made at. */
export interface VersionedMark {
  mark: EntryMark;
  version: string;
}

/** Not `published`: the commit that made it was cut short, after its changes and before its version. */
export interface HeldMark extends VersionedMark {
  published: boolean;
}
