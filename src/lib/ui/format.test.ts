import { expect, it } from 'vitest';
import { formatBytes } from './format';

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1_000, '1 KB'],
  [340_499, '340 KB'],
  [2_440_000, '2.4 MB'],
  [10_700_000_000, '10.7 GB'],
])('writes %i bytes as %s', (bytes, words) => {
  expect(formatBytes(bytes)).toBe(words);
});
