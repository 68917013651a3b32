/** A fleet on one server process: idle polls, and some devices that bring a visit. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ServerProcess } from '../../support/server-process';
import type { Row, Series } from '../row';
import { FleetDevice, type Tally } from '../support/fleet-device';
import { fleetOf } from '../support/fleet-template';
import { mostMemoryMb, processorMs } from '../support/process-use';
import { quantile } from '../statistics';

const SIZE = { devices: 3_000, teams: 100, patients: 100, documents: 6 };
/** Each device asks once in this time. */
const POLL_MS = 60_000;
/** Devices that end a visit in this time. */
const WRITING = SIZE.devices / 10;
/** An access token is good for ten minutes: so many of the fleet renew theirs with a poll. */
const RENEWING = 1 / 10;

export const fleet: Row = {
  name: 'fleet',
  what: `${SIZE.devices} devices on one server process: each polls once a minute, ${WRITING} bring a visit of 8 entries in it`,
  measure: async (rounds) => {
    const { template, fleet } = await fleetOf(SIZE);
    const server = await ServerProcess.create({ template, env: { PATIENTS: '1' } });
    try {
      await server.start();
      const devices = fleet.enrolments.map((one) => new FleetDevice(one, fleet.serverKey, server.origin));
      // Everybody comes in with a session and no caseload: it is the morning.
      await minute(devices, 0);
      const pid = server.pid ?? 0;
      const idle = await minute(devices, 0, pid);
      const { failures: failed, idle: unchanged } = idle.tally;
      if (unchanged + failed.length !== devices.length) throw new Error('an idle minute was not idle');
      const minutes: Minute[] = [];
      while (minutes.length < rounds) minutes.push(await minute(devices, WRITING, pid));
      const p99 = (of: (tally: Tally) => number[]) => minutes.map(({ tally }) => quantile(of(tally), 0.99));
      const failures = [idle, ...minutes].map(({ tally }) => tally.failures);
      for (const failure of new Set(failures.flat())) console.error(`  a device: ${failure}`);
      const row = 'fleet';
      return [
        { row, case: 'p99 of all requests', unit: 'ms', ours: p99(({ requests }) => requests) },
        {
          row,
          case: 'p99 from the end of a visit to its last receipt',
          unit: 'ms',
          ours: p99(({ visits }) => visits),
        },
        { row, case: 'failed', unit: 'requests', ours: failures.map(({ length }) => length) },
        { row, case: 'memory at most', unit: 'MB', ours: [mostMemoryMb(pid)] },
        { row, case: 'idle, processor', unit: '% of a core', ours: [idle.ofACore] },
        { row, case: 'writing, processor', unit: '% of a core', ours: minutes.map(({ ofACore }) => ofACore) },
      ] satisfies Series[];
    } finally {
      await server.dispose();
    }
  },
};

interface Minute {
  tally: Tally;
  ofACore: number;
}

/** Everybody polls once, and `writing` of them bring a visit, all spread evenly over the minute. Resolves when all have been answered. */
async function minute(devices: readonly FleetDevice[], writing: number, pid?: number): Promise<Minute> {
  const tally: Tally = { requests: [], visits: [], idle: 0, failures: [] };
  const began = performance.now();
  const before = pid === undefined ? 0 : processorMs(pid);
  const running = devices.flatMap((device, n) => {
    const at = (n / devices.length) * POLL_MS;
    const poll = later(at, async () => {
      if (Math.random() < RENEWING) device.forgetAccess();
      await device.poll(tally);
    });
    // Half a minute away from its own poll: a device does one thing at a time.
    const brings = n % Math.floor(devices.length / Math.max(writing, 1)) === 0 && writing > 0;
    return brings ? [poll, later((at + POLL_MS / 2) % POLL_MS, () => device.visit(tally))] : [poll];
  });
  await Promise.all(running);
  await sleep(Math.max(0, began + POLL_MS - performance.now()));
  const after = pid === undefined ? 0 : processorMs(pid);
  return { tally, ofACore: ((after - before) / (performance.now() - began)) * 100 };
}

async function later(ms: number, job: () => Promise<void>): Promise<void> {
  await sleep(ms);
  await job();
}
