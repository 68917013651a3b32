import { expect, it } from 'vitest';
import { ACT_KINDS, type ActRow } from '../../record/audit-event';
import { privacyPage } from './privacy-page';

const row = (kind: string): ActRow => ({
  id: 'e1',
  kind,
  recorded: '2026-11-28T08:00:00.000Z',
  userId: 'ada',
});
const shown = (kind: string) =>
  privacyPage({
    filters: { userId: 'ada' },
    rows: [row(kind)],
    reviews: [],
    held: 0,
    users: [{ id: 'ada', name: 'Ada' }],
  }).text;

it.each(ACT_KINDS)('an act of the kind “%s” is told in words', (kind) => {
  expect(shown(kind)).not.toContain(`<td>${kind}</td>`);
});

it('one of a later version is shown by its name', () => {
  expect(shown('something-new')).toContain('</span>something-new</td>');
});
