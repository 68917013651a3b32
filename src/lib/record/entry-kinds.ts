import type { EntryKind } from './entry';

/** What an entry is called, for lists that don't say what is in it. */
export const ENTRY_KIND_WORDS: Readonly<Record<EntryKind, string>> = {
  note: 'Note',
  observations: 'Observations',
  'spo2-scale': 'SpO2 scale decision',
  'care-plan-change': 'Care plan change',
  amendment: 'Correction of a note',
  decision: 'Decision between two versions',
  'set-aside': 'Set aside',
  'break-glass': 'Break glass',
};

/** Of a kind that this version does not know: as it is written. */
export function entryKindWords(kind: string): string {
  return Object.hasOwn(ENTRY_KIND_WORDS, kind) ? ENTRY_KIND_WORDS[kind as EntryKind] : kind;
}
