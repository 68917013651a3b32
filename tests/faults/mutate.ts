/** `npm run faults:mutants`: breaks the code in each way of `mutants.ts`, and sees whether the simulator notices. */
import { parseArgs } from 'node:util';
import { MUTANTS, placesOf, type Mutant } from './mutants';
import { bundleWorker } from './simulator/bundle';
import { runAll } from './simulator/pool';

const SEED = '1';

const { values } = parseArgs({
  options: {
    /** Runs within which each is to be caught. */
    runs: { type: 'string', default: '1500' },
    /** Only those whose name holds this. */
    only: { type: 'string', default: '' },
  },
});

const LANES = 2;

const chosen = MUTANTS.filter(({ name }) => name.includes(values.only));
const waiting = [...chosen];
let caught = 0;
await Promise.all(Array.from({ length: LANES }, tryInTurn));
console.log(`mutants: caught=${caught}/${chosen.length}`);
process.exitCode = caught === chosen.length ? 0 : 1;

async function tryInTurn(): Promise<void> {
  for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
    const found = await simulate(mutant);
    console.log(`${found === undefined ? '✗ not caught' : `✓ ${found}`}: ${mutant.name}`);
    if (found !== undefined) caught += 1;
  }
}

/** The run in which the simulator noticed, from the one that caught it last on, and what it counted; undefined when it did not. */
async function simulate(mutant: Mutant): Promise<string | undefined> {
  const { name, run = 0 } = mutant;
  await using bundle = await bundleWorker(placesOf(mutant));
  let found: string | undefined;
  const ended = await runAll({
    ...{ script: bundle.script, seed: SEED, shrunk: 0, workers: 1 },
    jobs: Array.from({ length: Number(values.runs) }, (_, n) => ({ n: run + n })),
    onReport: ({ n, verdict }) => {
      const kinds = Object.entries(verdict).filter(([, what]: [string, string[]]) => what.length > 0);
      if (kinds.length > 0) found = [`run ${n}`, ...kinds.map(([kind]) => kind)].join(' ');
      return kinds.length === 0;
    },
  });
  // A simulator that fails has judged nothing.
  if (!ended) throw new Error(`The simulator itself failed with “${name}”`);
  return found;
}
