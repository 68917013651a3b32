/** What the privacy officer sees: what has to be looked at, who saw a patient, what a user did. */
import type { ActRow } from '../../record/audit-event';
import { roleInWords } from '../../record/role-words';
import { html, type Html } from '../pages/html';
import { field, question, select, table, timeText } from '../pages/office-page';
import { detailsOf, reasonOf, whenText, wordsOf } from './act-words';
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
  /** The act whose review was sent without words. */
  wordless?: string | undefined;
  /** What is wrong with the NHS number that was looked for. */
  numberError?: string | undefined;
}

/** The field of a review, by the act’s id. */
export const reviewField = (id: string) => `found-${id}`;
export const REVIEW_NEEDS_WORDS = 'Write what you found: at least three letters.';

export function privacyPage({
  filters,
  rows,
  reviews,
  held,
  users,
  wordless,
  numberError,
}: PrivacyView): Html {
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
    ${open.length === 0 ? html`<p>Nothing waits for you.</p>` : open.map(({ row }) => reviewForm(row, who, wordless))}
    <h2>Entries held back (${held})</h2>
    <p><a class="button" href="/privacy/held-entries">Accept or reject entries that were held back</a></p>
    <h2>Find</h2>
    <form method="post" action="/privacy">
      ${question(
        { name: 'nhsNumber', id: 'nhs-number', label: 'NHS number', hint: 'The whole number' },
        { error: numberError },
      )}
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
        patientLink(row.patientId),
        who(reviewedBy),
        timeText(reviewedAt),
        words,
      ]),
      'Nothing has been reviewed yet.',
    )}`;
}

/** An id is no name; it leads to all that was done to the patient. */
function patientLink(patientId: string | undefined): Html | undefined {
  if (patientId === undefined) return undefined;
  return html`<a class="id" href="/privacy?patient=${encodeURIComponent(patientId)}">${patientId}</a>`;
}

function reviewForm(
  row: ActRow,
  who: (id: string | undefined) => string,
  wordless: string | undefined,
): Html {
  const patient = row.patientId === undefined ? undefined : html`, patient ${patientLink(row.patientId)}`;
  const name = who(row.userId ?? row.aboutUserId);
  return html`<form method="post" action="/privacy" novalidate>
    <p>
      <strong>${wordsOf(row.kind)}</strong>, ${timeText(row.recorded)}: ${name}${patient}<br />
      ${[reasonOf(row), row.words].filter((text) => text !== undefined).join(': ')}
    </p>
    <input type="hidden" name="recorded" value="${row.recorded}" />
    <input type="hidden" name="id" value="${row.id}" />
    ${question(
      {
        name: 'words',
        id: reviewField(row.id),
        label: `What you found about ${name}`,
        hint: 'For example: was on call, the visit is in the record',
      },
      { error: row.id === wordless ? REVIEW_NEEDS_WORDS : undefined },
    )}
    <button>Mark as reviewed</button>
  </form>`;
}

function found(rows: readonly ActRow[], filters: Filters, who: (id: string | undefined) => string): Html {
  const { patientId, userId, from, to } = filters;
  const title =
    patientId !== undefined
      ? 'Who saw this patient'
      : userId !== undefined
        ? `What ${who(userId)} did`
        : 'What was done';
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
        row.role === undefined ? undefined : roleInWords(row.role),
        patientLink(row.patientId),
        detailsOf(row, who),
      ]),
      'Nothing is recorded.',
    )}
    <form method="get" action="/privacy/csv">${hidden}<button>Save as CSV</button></form>`;
}
