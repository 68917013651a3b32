/** `npm run faults:mutants`: breaks a copy of the code in each way of `mutants.ts`, and sees whether the simulator notices. */
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { MUTANTS, type Mutant, type Place } from './mutants';
import { runAll } from './simulator/pool';

const ROOT = resolve(import.meta.dirname, '../..');
const SEED = '1';

const { values } = parseArgs({
  options: {
    /** Runs within which each is to be caught. */
    runs: { type: 'string', default: '1500' },
    /** Only those whose name holds this. */
    only: { type: 'string', default: '' },
  },
});

/** Side by side, each in a copy of its own: most of the time of a run is its start. */
const COPIES = 2;

const chosen = MUTANTS.filter(
  ({ name, open }) => name.includes(values.only) && (values.only !== '' || !open),
);
const waiting = [...chosen];
let caught = 0;
await Promise.all(Array.from({ length: COPIES }, tryInTurn));
console.log(`mutants: caught=${caught}/${chosen.length}`);
process.exitCode = caught === chosen.length ? 0 : 1;

/** Takes one mutant after the other, in a copy of the code. */
async function tryInTurn(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'doorstep-mutants-'));
  try {
    for (const part of ['src', 'tests', 'package.json']) {
      await cp(join(ROOT, part), join(folder, part), { recursive: true });
    }
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
      const found = await withMutant(folder, mutant);
      console.log(`${found === undefined ? '✗ not caught' : `✓ ${found}`}: ${mutant.name}`);
      if (found !== undefined) caught += 1;
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What the simulator says of the code broken so: in the run that caught it last, or in one after it. */
async function withMutant(folder: string, mutant: Mutant): Promise<string | undefined> {
  const { also, name, run = 0 } = mutant;
  const mend = [await breakAt(folder, mutant, name)];
  try {
    if (also) mend.push(await breakAt(folder, also, name));
    return await simulate(folder, name, run);
  } finally {
    for (const undo of mend.reverse()) await undo();
  }
}

/** Answers how to undo it. */
async function breakAt(folder: string, { file, find, replace }: Place, name: string) {
  const path = join(folder, file);
  const text = await readFile(path, 'utf8');
  if (text.split(find).length !== 2) throw new Error(`“${name}” does not fit ${file} any more`);
  await writeFile(
    path,
    text.replace(find, () => replace),
  );
  return () => writeFile(path, text);
}

/** The run in which the simulator noticed, from run `first` on, and what it counted; undefined when it did not. */
async function simulate(root: string, name: string, first: number): Promise<string | undefined> {
  let found: string | undefined;
  const ended = await runAll({
    ...{ root, seed: SEED, shrunk: 0, workers: 1 },
    numbers: Array.from({ length: Number(values.runs) }, (_, n) => first + n),
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
