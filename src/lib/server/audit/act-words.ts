/** What stands in the audit, in the words of its reader. */
import type { ActKind, ActRow } from '../../record/audit-event';
import { BREAK_GLASS_REASONS } from '../../record/break-glass';
import { timeText } from '../pages/office-page';
import { refusalInWords } from './refusal-words';

const WORDS: Record<ActKind, string> = {
  'chart-opened': 'Opened the chart',
  'sealed-opened': 'Opened sealed notes',
  search: 'Searched',
  downloaded: 'Took whole records down to a device',
  export: 'Exported',
  'break-glass': 'Broke glass',
  claim: 'Said: I am seeing this patient',
  refused: 'Was refused',
  'signed-in': 'Signed in',
  'sign-in-refused': 'Was refused at sign-in',
  'signed-out': 'Signed out',
  unlocked: 'Unlocked a device',
  'unlock-refused': 'Wrong passphrase or PIN for a device',
  'passkey-added': 'Added a passkey that unlocks a device',
  'passkey-removed': 'Removed the passkey of a device',
  'pin-chosen': 'Chose a shift PIN for a device',
  'pin-ended': 'The shift PIN of a device ended by itself',
  'pin-removed': 'Removed the shift PIN of a device',
  'lease-ended': 'The lease ended: records on the device closed',
  'notice-taken': 'An outage notice reached the device: its records stay open longer',
  administered: 'Administered',
  reviewed: 'Reviewed',
  settled: 'Decided on an entry that was held back',
  'chain-broken': 'The audit of a device does not fit together',
};

/** An act of a later version is shown by its name. */
export const wordsOf = (kind: string) => new Map(Object.entries(WORDS)).get(kind) ?? kind;

/** When it was, and when that could be recorded, where the two differ by more than a minute. */
export function whenText({ recorded, happened = recorded }: ActRow): string {
  if (Math.abs(Date.parse(recorded) - Date.parse(happened)) < 60_000) return timeText(recorded);
  return `${timeText(happened)}; recorded ${timeText(recorded)}`;
}

/** Reasons that are chosen from a list; others stand in words already. */
const REASONS = new Map<string, string>([
  ...Object.entries(BREAK_GLASS_REASONS),
  ['beyond-caseload', 'Beyond the caseload'],
]);

export function reasonOf({ kind, reason }: Pick<ActRow, 'kind' | 'reason'>): string | undefined {
  if (reason === undefined) return undefined;
  return kind === 'refused' ? refusalInWords(reason) : (REASONS.get(reason) ?? reason);
}

/** What else is known of it: `who` names a user. */
export function detailsOf(row: ActRow, who: (id: string | undefined) => string): string {
  const { aboutUserId, words, address } = row;
  const about = aboutUserId === undefined ? undefined : `about ${who(aboutUserId)}`;
  const from = address === undefined ? undefined : `from ${address}`;
  return [reasonOf(row), about, words, countOf(row), from].filter((text) => text !== undefined).join(', ');
}

function countOf({ kind, count }: ActRow): string | undefined {
  if (count === undefined) return undefined;
  if (kind === 'downloaded') return `${count} ${count === 1 ? 'record' : 'records'}`;
  if (kind === 'search') return `${count} found`;
  if (kind === 'refused') return count === 1 ? 'once' : `${count} times`;
  return String(count);
}
