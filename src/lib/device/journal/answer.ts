/** Which receipt answers an entry, and what state that leaves it in. Pure. */
import type { EntryDoc, ReceiptDoc } from '../../record/journal-docs';
import type { EntryState } from '../../record/outbox';

export type Answer = 'filed' | 'decision' | 'refused' | 'altered';

/**
 * What `receipt` says of the entry whose sealed bytes hash to `hash`; undefined when it says nothing (any more).
 * - Only a receipt for bytes that this device wrote can make an entry filed: green never lies.
 * - A receipt for other bytes means that the entry was changed on the way: `altered`.
 * - What the author has answered by sending again is settled.
 */
export function answerOf(doc: EntryDoc, hash: string, receipt: ReceiptDoc | undefined): Answer | undefined {
  if (!receipt) return undefined;
  const ours = receipt.hash === hash || (doc.earlier ?? []).includes(receipt.hash);
  if (ours && receipt.outcome !== 'refused') return receipt.outcome;
  if (doc.answeredAt !== undefined && receipt.at <= doc.answeredAt) return undefined;
  return ours ? 'refused' : 'altered';
}

/** The state of an entry from all that is known of it. */
export function stateOf(known: {
  answer: Answer | undefined;
  received: boolean;
  setAside: boolean;
}): EntryState {
  if (known.answer === 'filed') return 'filed';
  if (known.setAside) return 'set-aside';
  if (known.answer === 'decision') return 'decision';
  if (known.answer !== undefined) return 'refused';
  return known.received ? 'received' : 'on-device';
}
