/**
 * Break glass: a clinician opens one patient who is on no list of theirs, for one hour, with a reason chosen and typed.
 * It is an entry, so it is on the disk before anything opens, and reaches the server whatever happens to the tablet.
 */
export const BREAK_GLASS_REASONS = {
  'urgent-care': 'This patient needs urgent care now',
  'called-out': 'I was called to this patient, who is on no list of mine',
  covering: 'I am covering for a colleague',
  'safety-concern': 'I have a serious concern about somebody’s safety',
} as const;
export type BreakGlassReason = keyof typeof BREAK_GLASS_REASONS;
export const BREAK_GLASS_REASON_KEYS = Object.keys(BREAK_GLASS_REASONS) as BreakGlassReason[];

/** Characters of the typed reason at the least: enough that a reviewer learns something. */
export const BREAK_GLASS_LEAST_WORDS = 10;
const OPEN_MS = 60 * 60_000;

/** When what was opened at `from` (ISO instant) closes again: ISO instant. */
export function breakGlassUntil(from: string): string {
  return new Date(Date.parse(from) + OPEN_MS).toISOString();
}
