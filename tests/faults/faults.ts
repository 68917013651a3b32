/**
 * `npm run faults`: the proof that no note is lost. Exit 1 unless nothing was.
 * `--runs N --seed S` simulates schedules of saves and faults; `--real N` kills the real browser and server;
 * `--power-cut N` cuts the power of a real browser's disk; `--damage N` damages the files that a real browser keeps.
 */
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '1000' },
    first: { type: 'string', default: '0' },
    trace: { type: 'boolean', default: false },
    'until-failure': { type: 'boolean', default: false },
    real: { type: 'string' },
    'power-cut': { type: 'string' },
    damage: { type: 'string' },
    /** Of the kinds of kills, only this one. */
    only: { type: 'string' },
  },
});

process.exitCode = (await chosen()) ? 0 : 1;

/** Each loads what it needs, and nothing of the others. */
async function chosen(): Promise<boolean> {
  const { seed, real, only, damage, 'power-cut': powerCuts } = values;
  if (real !== undefined) {
    const { killEach } = await import('./real/command');
    return killEach({ count: Number(real), seed, only });
  }
  if (powerCuts !== undefined) {
    const { cutPowerBothWays } = await import('./power-cut/command');
    return cutPowerBothWays({ count: Number(powerCuts), seed });
  }
  if (damage !== undefined) {
    const { damageEach } = await import('./real/damage');
    return damageEach({ count: Number(damage), seed });
  }
  const { simulate } = await import('./simulator/command');
  const { runs, first, trace, 'until-failure': untilFailure } = values;
  return simulate({ seed, runs: Number(runs), first: Number(first), trace, untilFailure });
}
