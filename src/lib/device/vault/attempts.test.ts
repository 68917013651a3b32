import { describe, expect, it } from 'vitest';
import { delaySeconds, Waits } from './attempts';

describe('delaySeconds', () => {
  it('lets four wrong tries pass, then doubles from a second to five minutes', () => {
    const delays = Array.from({ length: 16 }, (_, i) => delaySeconds(i + 1));
    expect(delays).toEqual([0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
  });
});

describe('Waits', () => {
  let elapsed = 0;
  const freshWaits = () => new Waits(() => elapsed);

  it('counts down from when it first knew of so many wrong tries', () => {
    const waits = freshWaits();
    expect(waits.secondsLeft('a', 7)).toBe(4);
    elapsed += 2_500;
    expect(waits.secondsLeft('a', 7)).toBe(2);
    expect(waits.secondsLeft('a', 8)).toBe(8);
    elapsed += 8_000;
    expect(waits.secondsLeft('a', 8)).toBe(0);
  });

  it('keeps vaults apart', () => {
    const waits = freshWaits();
    waits.secondsLeft('a', 9);
    elapsed += 16_000;
    expect([waits.secondsLeft('a', 9), waits.secondsLeft('b', 9)]).toEqual([0, 16]);
  });

  it('waits the whole time again after a restart', () => {
    const before = freshWaits();
    before.secondsLeft('a', 14);
    elapsed += 299_000;
    expect([before.secondsLeft('a', 14), freshWaits().secondsLeft('a', 14)]).toEqual([1, 300]);
  });
});
