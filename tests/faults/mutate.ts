/** `npm run faults:mutants`: breaks the code in each way of `mutants.ts`, and sees whether the simulator notices. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { NoticedIn } from '../support/noticed-in';
import { MUTANTS, type Mutant } from './mutants';
import { bundleWorker } from './simulator/bundle';
import { Lane } from './simulator/lane';

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
await using bundle = await bundleWorker(chosen);
await Promise.all(Array.from({ length: LANES }, tryInTurn));
const caught = Object.keys(runOf).length;
if (values.remember) noticedIn.remember(runOf);
console.log(`mutants: caught=${caught}/${chosen.length}`);
process.exitCode = caught === chosen.length ? 0 : 1;

async function tryInTurn(): Promise<void> {
  const lane = new Lane({ script: bundle.script, seed: SEED, shrunk: 0 });
  for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
    const found = await simulate(mutant, lane);
    console.log(`${found ? `✓ run ${found.run} ${found.kinds.join(' ')}` : '✗ not caught'}: ${mutant.name}`);
    if (found) runOf[mutant.name] = found.run;
  }
  await lane.end();
}

interface Found {
  run: number;
  /** Which of the four counts of the last line. */
  kinds: string[];
}

/** The run in which the simulator noticed, from the one that noticed last on; undefined when none did. */
async function simulate({ name }: Mutant, lane: Lane): Promise<Found | undefined> {
  const first = noticedIn.find(name) ?? 0;
  for (let run = first; run < first + Number(values.runs); run += 1) {
    const report = await lane.run({ n: run, mutant: name });
    // A simulator that fails has judged nothing.
    if (!report) throw new Error(`The simulator itself failed with “${name}”`);
    const kinds = Object.entries(report.verdict).filter(([, what]: [string, string[]]) => what.length > 0);
    if (kinds.length > 0) return { run, kinds: kinds.map(([kind]) => kind) };
  }
  return undefined;
}
