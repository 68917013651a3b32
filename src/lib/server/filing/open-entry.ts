/** From a sealed document to an entry that may be filed, or the reason why not. */
import * as v from 'valibot';
import { EntryBodySchema, EntrySchema, type Entry } from '../../record/entry';
import { PATIENT_ID } from '../../record/ids';
import { EntryDocSchema, type EntryDoc, type Sealed } from '../../record/journal-docs';
import type { RefusalCode } from '../../record/receipt';
import type { Device, Proofs } from '../journals/devices';
import { isProofOf } from '../native-proof';
import { nativeSealHash, openNatively, type NativeKey } from '../native-seal';
import { contentHash } from './canonical';

export interface OpenedEntry {
  kind: 'entry';
  entry: Entry;
  /** Hash of the content, whatever seal it came in. */
  content: string;
}

export interface Author {
  device: Pick<Device, 'userId' | 'vaultKey'>;
  proofs: Proofs | undefined;
}

export type Opened = OpenedEntry | { kind: 'refused'; refusal: RefusalCode };

const KINDS = new Set<unknown>(EntryBodySchema.options.map((option) => option.entries.kind.literal));

/** `author`: whose journal the document lies in, the key of the vault that it belongs to, and whether it gives proofs. */
export function openEntry(
  doc: { _id: string; sealed: Sealed },
  keys: readonly NativeKey[],
  { device: author, proofs }: Author,
): Opened {
  if (!v.is(EntryDocSchema, doc)) return refused('newer-format');
  const opened = openNatively(doc.sealed, doc._id, keys);
  if (opened.kind !== 'opened') return refused(opened.kind);
  if (proofs && !isProven(doc, keys, author, proofs)) return refused('not-by-author');
  const parsed = v.safeParse(EntrySchema, opened.value);
  if (!parsed.success) return refused(isNewer(opened.value) ? 'newer-format' : 'invalid');
  const entry = parsed.output;
  if (`entry:${entry.id}` !== doc._id || !PATIENT_ID.test(entry.patientId)) return refused('invalid');
  if (entry.author.userId !== author.userId) return refused('wrong-author');
  return { kind: 'entry', entry, content: contentHash(opened.value) };
}

/** Whoever carried it: only the author's vault can have made this proof. */
function isProven(
  { sealed, proof }: EntryDoc,
  keys: readonly NativeKey[],
  { vaultKey }: Pick<Device, 'vaultKey'>,
  { vouched }: Proofs,
): boolean {
  const hash = nativeSealHash(sealed);
  if (proof === undefined) return vouched.includes(hash);
  const own = keys.find(({ kid }) => sealed.recipients.some(({ header }) => header.kid === kid));
  return own !== undefined && isProofOf(hash, proof, own.pair, vaultKey);
}

/** Written by an app that knows more than this server: another format, or a kind of entry that is new. */
function isNewer(value: unknown): boolean {
  const shape = v.safeParse(
    v.looseObject({ format: v.number(), body: v.looseObject({ kind: v.string() }) }),
    value,
  );
  return shape.success && (shape.output.format > 1 || !KINDS.has(shape.output.body.kind));
}

function refused(refusal: RefusalCode): Opened {
  return { kind: 'refused', refusal };
}
