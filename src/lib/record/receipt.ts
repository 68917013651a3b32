/** What a receipt says to the author: why an entry was refused or what is to be decided, and the next step. */
import * as v from 'valibot';
import { ConflictSchema } from './merge';

export const REFUSALS = {
  altered: {
    reason: 'It was damaged on the way to the server.',
    next: 'It is safe on this device. Press “Send again”.',
  },
  'unknown-key': {
    reason: 'It was locked for a server key that this server does not have.',
    next: 'It is safe on this device. Press “Send again”; if that fails, call your IT help desk.',
  },
  'not-by-author': {
    reason: 'It does not show that it was written in your vault.',
    next: 'It is safe on this device. Press “Send again”.',
  },
  'wrong-author': {
    reason: 'It names another person as its author than the one signed in.',
    next: 'Keep it on this device and call your IT help desk.',
  },
  'no-access': {
    reason: 'The patient is not on your caseload any more.',
    next: 'Tell your team lead. The entry is kept here and on the server until someone decides.',
  },
  rejected: {
    reason: 'It was looked at, and not taken into the record.',
    next: 'Ask your team lead why. Set it aside with a reason when that is settled.',
  },
  invalid: {
    reason: 'The server could not read what is in it.',
    next: 'Copy what you wrote into a new note, then set this one aside with a reason.',
  },
  'unknown-target': {
    reason: 'What it changes is not in the record.',
    next: 'Write it as a new note, then set this one aside with a reason.',
  },
  'newer-format': {
    reason: 'It was written by a newer version of the app than the server knows.',
    next: 'Nothing to do: it is kept, and goes through when the server has been updated. “Send again” then.',
  },
} as const;
export type RefusalCode = keyof typeof REFUSALS;

export const ReceiptDetailSchema = v.looseObject({
  refusal: v.optional(v.string()),
  /** `Type/id` of what was written into the record. */
  resources: v.optional(v.array(v.string())),
  /** For `decision`: the Task in the record, and where the two versions differ. */
  disputeId: v.optional(v.string()),
  conflicts: v.optional(v.array(ConflictSchema)),
});
export type ReceiptDetail = v.InferOutput<typeof ReceiptDetailSchema>;

/** Words for a refusal; one that this version of the app does not know is still shown. */
export function refusalWords(code: string): { reason: string; next: string } {
  return code in REFUSALS
    ? REFUSALS[code as RefusalCode]
    : {
        reason: `The server refused it (${code}).`,
        next: 'Keep it on this device and call your IT help desk.',
      };
}
