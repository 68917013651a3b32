/**
 * `npm run faults`: the proof that no note is lost. Exit 0 when nothing was, 1 when something was, 2 when it can't be done as
 * asked. `--runs N --seed S` simulates schedules of saves and faults; `--real N` kills the real browser and server;
 * `--power-cut N` cuts the power of a real browser's disk; `--damage N` damages the files that a real browser keeps.
 */
import { askedBy, UnusableArgument, type Asked } from './options';

try {
  process.exitCode = (await done(askedBy(process.argv.slice(2)))) ? 0 : 1;
} catch (error) {
  if (!(error instanceof UnusableArgument)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

/** Each loads what it needs, and nothing of the others. */
async function done(asked: Asked): Promise<boolean> {
  switch (asked.kind) {
    case 'real':
      return (await import('./real/command')).killEach(asked);
    case 'power-cut':
      return (await import('./power-cut/command')).cutPowerBothWays(asked);
    case 'damage':
      return (await import('./real/damage')).damageEach(asked);
    case 'simulate':
      return (await import('./simulator/command')).simulate(asked);
  }
}
