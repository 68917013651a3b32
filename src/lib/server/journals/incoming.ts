/**
 * What a device may write into its journal: sealed entries, and nothing else. PouchDB passes over a refused document in
 * silence and never sends it again, so one that may not be there refuses the whole request, which the device then sees.
 */
import * as v from 'valibot';
import { SealedSchema } from '../../record/journal-docs';

const rev = v.pipe(v.string(), v.regex(/^[1-9]\d{0,8}-[0-9a-f]{32}$/));
const revHash = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));

/** Names of attachments are chosen by the app: short and plain. */
const attachments = v.record(
  v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/)),
  v.union([
    v.object({
      content_type: v.string(),
      data: v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]*={0,2}$/)),
      digest: v.optional(v.string()),
      revpos: v.optional(v.number()),
      length: v.optional(v.number()),
    }),
    v.looseObject({ content_type: v.string(), stub: v.literal(true), digest: v.string() }),
  ]),
);

/** An entry of any format: what can't be understood is answered by a receipt, not turned away. Never a deletion. */
const IncomingEntrySchema = v.pipe(
  v.looseObject({
    _id: v.pipe(v.string(), v.regex(/^entry:[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/)),
    _rev: rev,
    _revisions: v.object({
      start: v.pipe(v.number(), v.integer(), v.minValue(1)),
      ids: v.pipe(v.array(revHash), v.minLength(1)),
    }),
    _attachments: v.optional(attachments),
    type: v.literal('entry'),
    format: v.number(),
    sealed: SealedSchema,
  }),
  v.check((doc) => Object.keys(doc).every((name) => !name.startsWith('_') || KNOWN.has(name))),
);
const KNOWN = new Set(['_id', '_rev', '_revisions', '_attachments']);

/** The body of `_bulk_docs`. */
export const IncomingSchema = v.object({
  docs: v.pipe(v.array(IncomingEntrySchema), v.maxLength(1_000)),
  new_edits: v.literal(false),
});
