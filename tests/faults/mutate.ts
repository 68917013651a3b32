/** `npm run faults:mutants`: breaks the code in each way of `mutants.ts`, and sees whether the simulator notices. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { NoticedIn } from '../support/noticed-in';
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
    /** Writes down which run noticed each mutant, to be looked at first from then on. */
    remember: { type: 'boolean', default: false },
  },
});

const LANES = 2;

const chosen = MUTANTS.filter(({ name }) => name.includes(values.only));
const waiting = [...chosen];
const noticedIn = new NoticedIn(join(import.meta.dirname, 'noticed-in.json'));
const runOf: Record<string, number> = {};
await Promise.all(Array.from({ length: LANES }, tryInTurn));
const caught = Object.keys(runOf).length;
if (values.remember) noticedIn.remember(runOf);
console.log(`mutants: caught=${caught}/${chosen.length}`);
process.exitCode = caught === chosen.length ? 0 : 1;

async function tryInTurn(): Promise<void> {
  for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
    const found = await simulate(mutant);
    console.log(`${found ? `✓ run ${found.run} ${found.kinds.join(' ')}` : '✗ not caught'}: ${mutant.name}`);
    if (found) runOf[mutant.name] = found.run;
  }
}

interface Found {
  run: number;
  /** Which of the four counts of the last line. */
  kinds: string[];
}

/** The run in which the simulator noticed, from the one that noticed last on; undefined when none did. */
async function simulate(mutant: Mutant): Promise<Found | undefined> {
  const first = noticedIn.find(mutant.name) ?? 0;
  await using bundle = await bundleWorker(placesOf(mutant));
  let found: Found | undefined;
  const ended = await runAll({
    ...{ script: bundle.script, seed: SEED, shrunk: 0, workers: 1 },
    jobs: Array.from({ length: Number(values.runs) }, (_, n) => ({ n: first + n })),
    onReport: ({ n, verdict }) => {
      const kinds = Object.entries(verdict).filter(([, what]: [string, string[]]) => what.length > 0);
      if (kinds.length > 0) found = { run: n, kinds: kinds.map(([kind]) => kind) };
      return kinds.length === 0;
    },
  });
  // A simulator that fails has judged nothing.
  if (!ended) throw new Error(`The simulator itself failed with “${mutant.name}”`);
  return found;
}
