import { describe, expect, it } from 'vitest';
import { delaySeconds, waitSeconds } from './attempts';

describe('delaySeconds', () => {
  it('lets four wrong tries pass, then doubles from a second to five minutes', () => {
    const delays = Array.from({ length: 16 }, (_, i) => delaySeconds(i + 1));
    expect(delays).toEqual([0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
  });
});

describe('waitSeconds', () => {
  it('counts down to the instant before which no try is taken', () => {
    expect(waitSeconds(10_000, 5_500)).toBe(5);
    expect(waitSeconds(10_000, 10_000)).toBe(0);
    expect(waitSeconds(10_000, 99_000)).toBe(0);
  });

  it('never waits longer than the longest delay, even when the clock was set back by a day', () => {
    expect(waitSeconds(86_400_000, 0)).toBe(300);
  });
});
