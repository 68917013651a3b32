/** What the person is told when something was not saved. The text is still on the screen, and the words say so. */
import type { SaveOutcome } from './api';

type NotSaved = Extract<SaveOutcome, { kind: 'not-saved' }>;

const WORDS: Record<NotSaved['reason'], string> = {
  'disk-full':
    'Not saved: the storage of this device is full. What you wrote is still here. Free some space, then save again.',
  locked: 'Not saved: Doorstep is locked. Unlock it, then save again.',
  invalid: 'Not saved: something in it is missing or not allowed. Check it, then save again.',
  failed: 'Not saved: the device could not write it. What you wrote is still here. Try again.',
};

export function notSaved(reason: NotSaved['reason']): NotSaved {
  return { kind: 'not-saved', reason, words: WORDS[reason] };
}
