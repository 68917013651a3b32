import { expect, it } from 'vitest';
import { delayMs, type Pace } from './pace';

const middle = () => 0.5;
const delays = (pace: Omit<Pace, 'fruitless'>) =>
  [0, 1, 2, 3, 4, 5, 6, 40].map((fruitless) => delayMs({ ...pace, fruitless }, middle) / 1000);

it('asks once a minute when all is quiet', () => {
  expect(new Set(delays({ waiting: false, failed: false }))).toEqual(new Set([60]));
});

it('tries again more and more slowly, sooner when something waits', () => {
  expect(delays({ waiting: false, failed: true })).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  expect(delays({ waiting: true, failed: true })).toEqual([1, 2, 4, 8, 15, 15, 15, 15]);
  expect(delays({ waiting: true, failed: false })).toEqual([1, 2, 4, 8, 15, 15, 15, 15]);
});

it('spreads the tablets of a ward by a fifth either way', () => {
  const quiet = { fruitless: 0, waiting: false, failed: false };
  expect([delayMs(quiet, () => 0), delayMs(quiet, () => 1)]).toEqual([48_000, 72_000]);
});
