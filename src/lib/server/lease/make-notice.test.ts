import { describe, expect, it } from 'vitest';
import { readNotice } from '../../record/lease/signed';
import { makeNotice } from './make-notice';
import { readQr, type Modules } from '../../../../tests/support/read-qr';
import { noticeAddress, noticeLines, noticePicture, noticeWords } from './notice-link';
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

describe('what the code holds, read from the picture as a camera would', () => {
  /** From the black squares of a page's picture. */
  function inPicture(svg: string): Modules {
    const squares = [...svg.matchAll(/M(\d+),(\d+)h10v10h-10z/g)].map(([, x, y]) => [
      Number(x) / 10,
      Number(y) / 10,
    ]);
    const size = Number(/viewBox="0 0 (\d+) /.exec(svg)?.[1]) / 10;
    const black = new Set(squares.map(([x, y]) => `${x} ${y}`));
    const inner = Array.from({ length: size - 2 * 4 }, (_, i) => i + 4);
    return inner.map((y) => inner.map((x) => black.has(`${x} ${y}`)));
  }

  /** From a terminal, which is black: a letter is two modules, one above the other, and white is drawn. */
  function inLines(lines: string): Modules {
    const rows = lines.split('\n').flatMap((line) => {
      const letters = Array.from(line);
      return [
        letters.map((one) => one !== '█' && one !== '▀'),
        letters.map((one) => one !== '█' && one !== '▄'),
      ];
    });
    const size = lines.indexOf('\n');
    return rows.slice(2, size - 2).map((row) => row.slice(2, -2));
  }

  it.each([
    ['nobody left out', [], ORIGIN],
    ['as many left out as fit', names, ORIGIN],
    ['a short name of the server', names.slice(0, 7), 'https://d.uk'],
  ])('with %s, is the address of a notice that devices take', async (_, without, origin) => {
    const made = await makeNotice(new Date('2026-12-11T08:00:00.000Z'), { keys, now: NOW, without });
    if (made.kind !== 'made') throw new Error(made.words);
    const { signed } = made.notice;
    for (const modules of [inPicture(noticePicture(origin, signed)), inLines(noticeLines(origin, signed))]) {
      const address = readQr(modules);
      expect(address).toBe(noticeAddress(origin, signed));
      const read = await readNotice(new URL(address).hash.slice(1), (await signingKeyOf(keys)).public);
      expect(read?.exp).toBe(Date.parse('2026-12-11T08:00:00.000Z') / 1000);
    }
  });

  it('is damaged by one module that is turned', async () => {
    const made = await makeNotice(new Date('2026-12-11T08:00:00.000Z'), { keys, now: NOW });
    if (made.kind !== 'made') throw new Error(made.words);
    const modules = inPicture(noticePicture(ORIGIN, made.notice.signed));
    const turned = modules.map((row, y) => row.map((black, x) => (x === 40 && y === 41 ? !black : black)));
    expect(() => readQr(turned)).toThrow('damaged');
  });
});
