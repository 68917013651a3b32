import { expect, it } from 'vitest';
import { readNotice } from '../../record/lease/signed';
import { makeNotice } from './make-notice';
import { noticeLines, noticeWords } from './notice-link';
import { signingKeyOf } from './signing-key';

const ORIGIN = 'https://doorstep.a-long-name-of-an-nhs-trust.nhs.uk';
const NOW = new Date('2026-11-28T08:00:00.000Z');
const keys = { secret: (purpose: string) => Buffer.from(purpose.padEnd(32, '1').slice(0, 32)) };
/** They differ within the letters that a notice has of them. */
const names = Array.from({ length: 62 }, (_, n) => `j${String(n).padStart(11, '0')}${'0'.repeat(13)}`);

it('leaves out the first of more than fit, is a code all the same, and says so', async () => {
  const made = await makeNotice(new Date('2026-12-11T08:00:00.000Z'), { keys, now: NOW, without: names });
  if (made.kind !== 'made') throw new Error(made.words);
  const notice = await readNotice(made.notice.signed, (await signingKeyOf(keys)).public);
  expect(notice?.without).toEqual(names.slice(0, 60).map((name) => name.slice(0, 12)));
  expect(noticeLines(ORIGIN, made.notice.signed)).not.toBe('');
  const { told } = noticeWords(made.notice, ORIGIN, names.length);
  expect(told).toBe(
    'Leases run on until 11 Dec 2026, 08:00. 60 devices are left out. 2 more should be, and do not fit.',
  );
});
