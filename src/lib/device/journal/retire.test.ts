import { describe, expect, it } from 'vitest';
import { mayRetire } from './retire';
import type { OwnEntry } from './own-entry';

const JULY = `j${'a'.repeat(24)}-2026-07`;
const NOVEMBER = Date.parse('2026-11-22T09:00:00.000Z');

const answered = (at: string, outcome = 'filed') =>
  ({ doc: { attempt: 1 }, hash: 'h', receipt: { hash: 'h', outcome, at } }) as OwnEntry;
const filed = answered('2026-07-30T10:00:00.000Z');

describe('a journal may end', () => {
  it('when its month is over and all in it has been filed for thirty days', () => {
    expect(mayRetire(JULY, [filed, filed], NOVEMBER)).toBe(true);
    expect(mayRetire(JULY, [], NOVEMBER)).toBe(true);
  });

  it.each([
    ['this month’s', JULY.replace('07', '11'), [filed], NOVEMBER],
    ['one with something unsent', JULY, [filed, { ...filed, receipt: undefined } as never], NOVEMBER],
    ['one with a refusal', JULY, [answered('2026-07-30T10:00:00.000Z', 'refused')], NOVEMBER],
    ['one with a decision', JULY, [answered('2026-07-30T10:00:00.000Z', 'decision')], NOVEMBER],
    ['one that was filed lately', JULY, [answered('2026-10-24T10:00:00.000Z')], NOVEMBER],
    ['one with another name', 'something-else', [filed], NOVEMBER],
  ])('but not %s', (_, name, entries, now) => {
    expect(mayRetire(name, entries, now)).toBe(false);
  });

  it('and not one in which something refused was set aside', () => {
    const aside = {
      ...answered('2026-07-30T10:00:00.000Z', 'refused'),
      aside: { at: '2026-08-01T10:00:00.000Z', reason: 'Written twice' },
    };
    expect(mayRetire(JULY, [aside], NOVEMBER)).toBe(false);
  });
});
