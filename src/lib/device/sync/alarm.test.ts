import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Alarm } from './alarm';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function waiting(alarm: Alarm, ms: number) {
  const rang = vi.fn();
  void alarm.wait(ms).then(rang);
  await vi.advanceTimersByTimeAsync(0);
  return rang;
}

it('rings when the time is over', async () => {
  const rang = await waiting(new Alarm(), 1000);
  await vi.advanceTimersByTimeAsync(999);
  expect(rang).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(rang).toHaveBeenCalledOnce();
});

it('rings earlier when asked, never later', async () => {
  const alarm = new Alarm();
  const rang = await waiting(alarm, 1000);
  alarm.ring(500);
  alarm.ring(5000);
  await vi.advanceTimersByTimeAsync(500);
  expect(rang).toHaveBeenCalledOnce();
});

it('remembers a ring that came while nobody waited, once', async () => {
  const alarm = new Alarm();
  alarm.ring();
  expect(await waiting(alarm, 1000)).toHaveBeenCalledOnce();
  expect(await waiting(alarm, 1000)).not.toHaveBeenCalled();
});
