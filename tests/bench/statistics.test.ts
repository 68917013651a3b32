import { expect, it } from 'vitest';
import { median, p95, quantile } from './statistics';

it('the median is a value that was measured, whatever the order', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 2])).toBe(2);
});

it('p95 is the slow end: one slow of twenty is not in it, two are', () => {
  const quick = Array.from({ length: 19 }, () => 1);
  expect(p95([...quick, 100])).toBe(1);
  expect(p95([...quick.slice(1), 100, 100])).toBe(100);
});

it('nothing measured has no median', () => {
  expect(() => quantile([], 0.5)).toThrow('nothing was measured');
});
