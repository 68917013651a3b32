import { expect, it } from 'vitest';
import { FloorClock } from './floor-clock';

it('does not go back, nor behind what is known to have passed', () => {
  let time = 1_000;
  const seen: (string | undefined)[] = [undefined, 'not a time'];
  const clock = new FloorClock(
    () => time,
    () => seen,
  );
  expect(clock.now()).toBe(1_000);
  time = 500;
  expect(clock.now()).toBe(1_000);
  seen.push(new Date(2_000).toISOString());
  expect(clock.now()).toBe(2_000);
  time = 3_000;
  expect(clock.now()).toBe(3_000);
});
