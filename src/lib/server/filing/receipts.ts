/** Receipts as documents of a journal: for the author's eyes, and newer ones before older ones, always. */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { receiptDocId } from '../../record/ids';
import { ReceiptDocSchema, type ReceiptDoc } from '../../record/journal-docs';
import type { ReceiptDetail } from '../../record/receipt';
import type { PublicKey } from '../../record/registration';
import { withSum } from '../../record/sum';
import { sealNatively } from '../native-seal';
import { findDocuments, replicateInto, type RevisedDocument } from '../store/documents';
import type { Database } from '../store/store';

export interface Answer {
  entryId: string;
  outcome: ReceiptDoc['outcome'];
  /** ISO instant. */
  at: string;
  /** `sealHash` of the entry that it answers. */
  hash: string;
  version?: string;
  detail: ReceiptDetail;
}

/** What a journal holds of a receipt already. */
export type HeldReceipt = ReceiptDoc & { _rev: string };
const HeldReceiptSchema = v.looseObject({ ...ReceiptDocSchema.entries, _rev: v.string() });

/** By entry id, of those that the journal holds. */
export async function findReceipts(
  journal: Database,
  entryIds: readonly string[],
): Promise<Map<string, HeldReceipt>> {
  const found = await findDocuments(journal, entryIds.map(receiptDocId));
  const receipts = found.map((doc) => v.parse(HeldReceiptSchema, doc));
  return new Map(receipts.map((receipt) => [receipt.entryId, receipt]));
}

/** An answer, and the receipt that it takes the place of. */
export interface Answering {
  answer: Answer;
  held: HeldReceipt | undefined;
}

/**
 * Writes receipts over those that are held, in one write. Their revisions count milliseconds since 1970: so the newest
 * answer wins on every device, also on one that still holds an answer from before the server was restored from a backup.
 */
export async function writeReceipts(
  journal: Database,
  answers: readonly Answering[],
  vaultKey: PublicKey,
): Promise<void> {
  const receipts = await Promise.all(answers.map((answering) => receiptOf(answering, vaultKey)));
  await replicateInto(journal, receipts);
}

async function receiptOf({ answer, held }: Answering, vaultKey: PublicKey): Promise<RevisedDocument> {
  const { detail, ...open } = answer;
  const _id = receiptDocId(answer.entryId);
  const sealed = sealNatively(detail, _id, [vaultKey]);
  const unsummed: ReceiptDoc = { _id, type: 'receipt', format: 1, ...open, sealed };
  const receipt = await withSum(unsummed);
  const start = Math.max(Date.parse(answer.at), held ? Number.parseInt(held._rev, 10) + 1 : 0);
  const hash = createHash('sha256').update(JSON.stringify(receipt)).digest('hex').slice(0, 32);
  return { ...receipt, _rev: `${start}-${hash}`, _revisions: { start, ids: [hash] } };
}

/** The time of an answer: `now`, and in any case after the answer before it, whatever the clock did. */
export function answerTime(now: Date, before: { at: string } | undefined): string {
  const earliest = before ? Date.parse(before.at) + 1 : 0;
  return new Date(Math.max(now.getTime(), earliest)).toISOString();
}
