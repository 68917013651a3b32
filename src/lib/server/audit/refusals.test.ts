import { expect, it } from 'vitest';
import { Refusals } from './refusals';

it('the same refusal is recorded once a minute, another at once', () => {
  const refusals = new Refusals();
  const at = (second: number, who = 'ada', what = 'GET /privacy') =>
    refusals.isNew(who, what, new Date(second * 1_000));
  expect([at(0), at(59), at(60), at(61)]).toEqual([true, false, true, false]);
  expect([at(61, 'ben'), at(61, 'ada', 'GET /admin')]).toEqual([true, true]);
});
