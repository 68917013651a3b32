import { expect, it } from 'vitest';
import { ACT_KINDS, type ActRow } from '../../record/audit-event';
import { privacyPage, REVIEW_NEEDS_WORDS, type PrivacyView } from './privacy-page';

const row = (kind: string): ActRow => ({
  id: 'e1',
  kind,
  recorded: '2026-11-28T08:00:00.000Z',
  userId: 'ada',
});
const users = [
  { id: 'ada', name: 'Ada' },
  { id: 'ben', name: 'Ben' },
];
const pageOf = (row: ActRow, more: Partial<PrivacyView> = {}) =>
  privacyPage({ filters: { userId: 'ada' }, rows: [row], reviews: [], held: 0, users, ...more }).text;
const shown = (kind: string) => pageOf(row(kind));

it.each(ACT_KINDS)('an act of the kind “%s” is told in words', (kind) => {
  expect(shown(kind)).not.toContain(`</span>${kind}</td>`);
});

it('one of a later version is shown by its name', () => {
  expect(shown('something-new')).toContain('</span>something-new</td>');
});

it('tells roles, reasons, numbers and whom it is about in words', () => {
  const opened = {
    ...row('break-glass'),
    role: 'team-lead',
    reason: 'called-out',
    words: 'The neighbour rang',
  };
  expect(pageOf(opened)).toContain('</span>Team lead</td>');
  expect(pageOf(opened)).toContain(
    'I was called to this patient, who is on no list of mine, The neighbour rang',
  );
  expect(pageOf({ ...row('search'), reason: 'beyond-caseload', count: 1 })).toContain(
    'Beyond the caseload, 1 found',
  );
  expect(pageOf({ ...row('downloaded'), count: 60 })).toContain('60 records');
  expect(pageOf({ ...row('refused'), reason: '403 GET /admin', count: 3 })).toContain(
    'Not allowed: administration (GET /admin), 3 times',
  );
  expect(pageOf({ ...row('administered'), aboutUserId: 'ben' })).toContain('about Ben');
});

it('leads from an act to all that was done to its patient', () => {
  const page = pageOf({ ...row('chart-opened'), patientId: 'p0abc' });
  expect(page).toContain('href="/privacy?patient=p0abc"');
});

it('says what it shows where only dates were given', () => {
  expect(pageOf(row('search'), { filters: { from: '2026-11-28' } })).toContain('>What was done</h2>');
});

it('asks for the words of the one review that was sent without', () => {
  const reviews = ['e1', 'e2'].map((id) => ({ row: { ...row('claim'), id } }));
  const page = pageOf(row('claim'), { reviews, wordless: 'e2' });
  expect(page.split(REVIEW_NEEDS_WORDS)).toHaveLength(2);
  expect(page).toContain('aria-describedby="found-e2-hint found-e2-error"');
});
