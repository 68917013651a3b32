import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { TeamAnswer } from './team-status';
import { TeamWatch } from './team-watch.svelte';

const device = { deviceId: 'd', userName: 'Amara Okafor', lastContact: '', appVersion: '1', lost: 0 };
const team = (...alarms: boolean[]): TeamAnswer => ({
  kind: 'team',
  status: { alarmHours: 24, devices: alarms.map((alarm) => ({ ...device, alarm })) },
});

let answer: TeamAnswer;
let asked: number;
let watch: TeamWatch;
beforeEach(() => {
  vi.useFakeTimers();
  asked = 0;
  watch = new TeamWatch(() => {
    asked += 1;
    return Promise.resolve(answer);
  });
});
afterEach(() => {
  vi.useRealTimers();
});

it('counts the devices with an alarm, and asks again', async () => {
  answer = team(true, false, true);
  const stop = watch.start();
  await vi.advanceTimersByTimeAsync(0);
  expect(watch.alarmed).toBe(2);
  answer = team(false, false);
  await vi.advanceTimersByTimeAsync(10 * 60_000);
  expect(watch.alarmed).toBe(0);
  stop();
  await vi.advanceTimersByTimeAsync(60 * 60_000);
  expect(asked).toBe(2);
});

it('stays with what was last known when the server can’t be asked', async () => {
  answer = team(true);
  const stop = watch.start();
  await vi.advanceTimersByTimeAsync(0);
  answer = { kind: 'offline' };
  await vi.advanceTimersByTimeAsync(10 * 60_000);
  expect([asked, watch.alarmed]).toEqual([2, 1]);
  stop();
});

it('says nothing to who comes after', async () => {
  answer = team(true);
  const stop = watch.start();
  stop();
  await vi.advanceTimersByTimeAsync(0);
  expect(watch.alarmed).toBe(0);
});
