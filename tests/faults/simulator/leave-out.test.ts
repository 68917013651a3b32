import fc from 'fast-check';
import { expect, it } from 'vitest';
import { leaveOut } from './leave-out';

const lists = fc.integer({ min: 1, max: 18 }).map((length) => Array.from({ length }, (_, n) => n));

it('leaves what still shows it, in its order, and of that nothing that could be spared', async () => {
  // Whether a shorter list shows it follows no rule: one can need another, or hide it.
  await fc.assert(
    fc.asyncProperty(lists, fc.func(fc.boolean()), async (all, isShownBy) => {
      const shows = (list: readonly number[]) =>
        Promise.resolve(list.length === all.length || isShownBy(list));
      const left = (await leaveOut(all, shows, 1_000)) ?? [];
      expect(left).toEqual(all.filter((n) => left.includes(n)));
      expect(await shows(left)).toBe(true);
      for (const one of left) expect(await shows(left.filter((n) => n !== one))).toBe(false);
    }),
  );
});

it('finds the two of eighteen that show it together', async () => {
  const all = Array.from({ length: 18 }, (_, n) => n);
  const shows = (list: readonly number[]) => Promise.resolve(list.includes(2) && list.includes(15));
  expect(await leaveOut(all, shows, 100)).toEqual([2, 15]);
  expect(await leaveOut(all, shows, 5)).toBeUndefined();
});
