import { expect, it } from 'vitest';
import { isLineSlow } from './slow-line';

const fetched = (ms: number, initiatorType = 'fetch', requestStart = 100) => ({
  ...{ initiatorType, requestStart },
  responseStart: requestStart + ms,
});

it('goes by the fastest of the last answers', () => {
  expect(isLineSlow([fetched(400), fetched(410)])).toBe(true);
  expect(isLineSlow([fetched(400), fetched(30), fetched(900)])).toBe(false);
  expect(isLineSlow([fetched(30), fetched(400), fetched(420), fetched(500)])).toBe(true);
});

it('does not call a line slow of which it knows nothing', () => {
  expect(isLineSlow([])).toBe(false);
  // The program's own parts, and what never reached the network.
  expect(isLineSlow([fetched(400, 'script'), fetched(400, 'fetch', 0)])).toBe(false);
});
