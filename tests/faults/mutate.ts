/** `npm run faults:mutants`: breaks a copy of the code in each way of `mutants.ts`, and sees whether the simulator notices. */
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { MUTANTS, type Mutant } from './mutants';

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

/** What the simulator says of the code broken so: first in the run that caught it last, then in all from there on. */
async function withMutant(folder: string, mutant: Mutant): Promise<string | undefined> {
  const { file, find, replace, name, run = 0 } = mutant;
  const path = join(folder, file);
  const text = await readFile(path, 'utf8');
  if (text.split(find).length !== 2) throw new Error(`“${name}” does not fit ${file} any more`);
  await writeFile(
    path,
    text.replace(find, () => replace),
  );
  try {
    return (await simulate(folder, run, 1)) ?? (await simulate(folder, run + 1, Number(values.runs)));
  } finally {
    await writeFile(path, text);
  }
}

/** The run in which the simulator noticed, of `runs` from run `first` on, and what it counted; undefined when it did not. */
async function simulate(folder: string, first: number, runs: number): Promise<string | undefined> {
  const where = ['--runs', String(runs), '--seed', SEED, '--first', String(first)];
  const args = ['--import', 'tsx', 'tests/faults/faults.ts', '--until-failure', ...where];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  await once(child, 'close');
  const counts = output.match(/(lost|duplicated|diverged|silent)=[1-9]\d*/g) ?? [];
  const run = /, (run \d+)/.exec(output)?.[1];
  return run === undefined || counts.length === 0 ? undefined : `${run} ${counts.join(' ')}`;
}
