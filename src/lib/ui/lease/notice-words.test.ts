import { expect, it } from 'vitest';
import { findNotice, noticeWords } from './notice-words';

const SIGNED = `eyJhbGciOiJFUzI1NiJ9.eyJpYXQiOjF9.${'s'.repeat(86)}`;

it.each([SIGNED, `#${SIGNED}`, `Leases run on.\nhttps://doorstep.example/notice#${SIGNED}\n`])(
  'finds the notice in %j',
  (text) => {
    expect(findNotice(text)).toBe(SIGNED);
  },
);

it('finds none where there is none', () => {
  expect(findNotice('https://doorstep.example/notice')).toBeUndefined();
});

it('says what a notice did, and when it did nothing', () => {
  const until = '2026-12-01T08:00:00.000Z';
  expect(noticeWords({ kind: 'taken', until, records: 'open' })).toMatchObject({ tone: 'good' });
  expect(noticeWords({ kind: 'taken', until, records: 'closed' })).toMatchObject({ tone: 'warn' });
  expect(noticeWords({ kind: 'refused', reason: 'older' }).title).toBe('This notice changes nothing');
});
