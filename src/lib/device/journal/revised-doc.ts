/** An entry's document as a journal holds it: with the revision under which it stands there. */
import * as v from 'valibot';
import { EntryDocSchema } from '../../record/journal-docs';

export const RevisedDocSchema = v.looseObject({
  ...EntryDocSchema.entries,
  _rev: v.pipe(v.string(), v.regex(/^[1-9]\d*-[0-9a-f]{32}$/)),
});
export type RevisedDoc = v.InferOutput<typeof RevisedDocSchema>;

/** How often the document had been written, with this time. */
export function generationOf(rev: string): number {
  return Number.parseInt(rev, 10);
}
