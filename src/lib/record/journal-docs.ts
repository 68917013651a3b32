/** The documents of a journal: what rests on the device's disk and travels. Nothing of a patient is readable in them. */
import * as v from 'valibot';

/** A JWE in general serialization with two recipients: the server's key and the author's vault key. */
export const SealedSchema = v.looseObject({
  protected: v.string(),
  aad: v.string(),
  iv: v.string(),
  ciphertext: v.string(),
  tag: v.string(),
  recipients: v.array(
    v.looseObject({
      encrypted_key: v.string(),
      header: v.looseObject({ alg: v.string(), kid: v.string() }),
    }),
  ),
});
export type Sealed = v.InferOutput<typeof SealedSchema>;

/** `_id` is `entry:<entryId>`. `attempt` grows when the author sends it again; the entry inside keeps its id. */
export const EntryDocSchema = v.looseObject({
  _id: v.pipe(v.string(), v.startsWith('entry:')),
  type: v.literal('entry'),
  format: v.literal(1),
  attempt: v.number(),
  sealed: SealedSchema,
  /** See `proofOf`. Without it, the entry is not taken for its author's. */
  proof: v.optional(v.string()),
  /** `sealHash` of each earlier attempt: a receipt for one of them is about this entry too. */
  earlier: v.optional(v.array(v.string())),
  /** `at` of the refusal that the last attempt answers: refusals up to then are settled. */
  answeredAt: v.optional(v.string()),
  /** See `withSum`. */
  sum: v.optional(v.string()),
});
export type EntryDoc = v.InferOutput<typeof EntryDocSchema>;

export const OUTCOMES = ['filed', 'refused', 'decision'] as const;

/**
 * The server's answer to one entry. `hash` is that of the sealed entry it answers (see `sealHash`): a receipt for other
 * bytes is no receipt. `sealed` holds a `ReceiptDetail` for the author's eyes; the rest says nothing of a patient.
 */
export const ReceiptDocSchema = v.looseObject({
  _id: v.pipe(v.string(), v.startsWith('receipt:')),
  type: v.literal('receipt'),
  format: v.literal(1),
  entryId: v.string(),
  outcome: v.picklist(OUTCOMES),
  at: v.string(),
  hash: v.string(),
  /** The patient's version that the filing made. */
  version: v.optional(v.string()),
  sealed: v.optional(SealedSchema),
  /** See `withSum`. */
  sum: v.optional(v.string()),
});
export type ReceiptDoc = v.InferOutput<typeof ReceiptDocSchema>;
