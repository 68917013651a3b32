/** What the privacy officer sees: what has to be looked at, who saw a patient, what a user did. */
import type { ActKind, ActRow } from '../../record/audit-event';
import { html, type Html } from '../pages/html';
import { field, select, table, timeText } from '../pages/office-page';
import { NOBODY, type Review } from './audit-store';

export interface Filters {
  patientId?: string;
  userId?: string;
  /** Dates, YYYY-MM-DD, both included. */
  from?: string;
  to?: string;
}

export interface PrivacyView {
  filters: Filters;
  /** What the filters find; undefined when none is set. */
  rows?: readonly ActRow[];
  reviews: readonly Review[];
  /** How many entries wait for a decision. */
  held: number;
  users: readonly { id: string; name: string }[];
}

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
const wordsOf = (kind: string) => new Map(Object.entries(WORDS)).get(kind) ?? kind;

/** When it was, and when that could be recorded, where the two differ by more than a minute. */
function whenText({ recorded, happened = recorded }: ActRow): string {
  if (Math.abs(Date.parse(recorded) - Date.parse(happened)) < 60_000) return timeText(recorded);
  return `${timeText(happened)}; recorded ${timeText(recorded)}`;
}

export function privacyPage({ filters, rows, reviews, held, users }: PrivacyView): Html {
  const names = new Map([...users.map(({ id, name }) => [id, name] as const), [NOBODY, 'nobody known']]);
  const open = reviews.filter(({ reviewedAt }) => reviewedAt === undefined);
  const looked = reviews.filter(({ reviewedAt }) => reviewedAt !== undefined);
  const who = (id: string | undefined) => (id === undefined ? '' : (names.get(id) ?? id));
  const choices = [
    { value: '', words: 'Anybody' },
    ...users.map(({ id, name }) => ({ value: id, words: name })),
    { value: NOBODY, words: 'Nobody who was signed in' },
  ];
  const { patientId = '', userId = '', from = '', to = '' } = filters;
  return html`<h2>To review (${open.length})</h2>
    ${open.length === 0 ? html`<p>Nothing waits for you.</p>` : open.map((review) => reviewForm(review, who))}
    <h2>Entries held back (${held})</h2>
    <p><a class="button" href="/privacy/held-entries">Accept or reject entries that were held back</a></p>
    <h2>Find</h2>
    <form method="post" action="/privacy">
      ${field('nhsNumber', 'NHS number')}
      <button>Find by NHS number</button>
    </form>
    <form method="get" action="/privacy">
      ${field('patient', 'Patient id', patientId)} ${select('user', 'User', choices, userId)}
      ${field('from', 'From', from, 'date')} ${field('to', 'To', to, 'date')}
      <button>Show</button>
    </form>
    ${rows === undefined ? undefined : found(rows, filters, who)}
    ${table(
      'Reviewed',
      ['When it was done', 'What', 'Who', 'Patient', 'Reviewed by', 'When', 'In words'],
      looked.map(({ row, reviewedBy, reviewedAt, words }) => [
        timeText(row.recorded),
        wordsOf(row.kind),
        who(row.userId),
        row.patientId,
        who(reviewedBy),
        timeText(reviewedAt),
        words,
      ]),
      'Nothing has been reviewed yet.',
    )}`;
}

function detailsOf({ reason, words, count, address }: ActRow): string {
  const from = address === undefined ? undefined : `from ${address}`;
  return [reason, words, count, from].filter((text) => text !== undefined).join(', ');
}

function reviewForm({ row }: Review, who: (id: string | undefined) => string): Html {
  return html`<form method="post" action="/privacy">
    <p>
      <strong>${wordsOf(row.kind)}</strong>, ${timeText(row.recorded)}: ${who(row.userId ?? row.aboutUserId)}
      ${row.patientId === undefined ? undefined : html`, patient ${row.patientId}`}<br />
      ${[row.reason, row.words].filter((text) => text !== undefined).join(': ')}
    </p>
    <input type="hidden" name="recorded" value="${row.recorded}" />
    <input type="hidden" name="id" value="${row.id}" />
    ${field('words', `What you found about ${who(row.userId ?? row.aboutUserId)}`)}
    <button>Mark as reviewed</button>
  </form>`;
}

function found(rows: readonly ActRow[], filters: Filters, who: (id: string | undefined) => string): Html {
  const { patientId, userId, from, to } = filters;
  const title = patientId === undefined ? `What ${who(userId)} did` : 'Who saw this patient';
  const hidden = Object.entries({ patient: patientId, user: userId, from, to }).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  return html`${table(
      title,
      ['When', 'What', 'Who', 'Role', 'Patient', 'Details'],
      rows.map((row) => [
        whenText(row),
        wordsOf(row.kind),
        who(row.userId),
        row.role,
        row.patientId,
        detailsOf(row),
      ]),
      'Nothing is recorded.',
    )}
    <form method="get" action="/privacy/csv">${hidden}<button>Save as CSV</button></form>`;
}
