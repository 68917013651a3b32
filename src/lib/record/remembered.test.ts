import { expect, it, vi } from 'vitest';
import { remembered } from './remembered';

it('is worked out once for each object, also where there is nothing to work out', () => {
  const make = vi.fn(({ n }: { n: number }) => (n > 1 ? n : undefined));
  const find = remembered(make);
  const [one, two] = [{ n: 1 }, { n: 2 }];
  expect([find(one), find(two), find(one), find(two), find({ n: 2 })]).toEqual([
    undefined,
    2,
    undefined,
    2,
    2,
  ]);
  expect(make).toHaveBeenCalledTimes(3);
});
