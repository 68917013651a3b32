import { expect, it } from 'vitest';
import { SingleFlight } from './single-flight';

function counted() {
  const ends: (() => void)[] = [];
  let started = 0;
  const flight = new SingleFlight(() => {
    started += 1;
    return new Promise<number>((resolve) => {
      const mine = started;
      ends.push(() => {
        resolve(mine);
      });
    });
  });
  return { flight, ends, started: () => started };
}

it('joins the run under way', async () => {
  const { flight, ends, started } = counted();
  const [one, two] = [flight.join(), flight.join()];
  ends[0]?.();
  expect(await Promise.all([one, two])).toEqual([1, 1]);
  expect(started()).toBe(1);
});

it('runs once more, and only once, for all who need what was just written to be seen', async () => {
  const { flight, ends, started } = counted();
  const first = flight.join();
  const later = [flight.fresh(), flight.fresh()];
  ends[0]?.();
  await first;
  await Promise.resolve();
  expect(started()).toBe(2);
  ends[1]?.();
  expect(await Promise.all(later)).toEqual([2, 2]);
});

it('starts again after a failure', async () => {
  let fail = true;
  const flight = new SingleFlight(() => (fail ? Promise.reject(new Error('no')) : Promise.resolve('yes')));
  await expect(flight.join()).rejects.toThrow('no');
  fail = false;
  await expect(flight.join()).resolves.toBe('yes');
});
