/** The proof that no note is lost, as far as a test run has time for it; `npm run faults` goes on from here. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { textOf } from '../architecture/source-files';
import { MUTANTS } from './mutants';

const MINUTE = 60_000;

/** The last lines of what a program says, and nothing of how it ended: they tell. */
async function lastLines(program: string, ...args: string[]): Promise<string[]> {
  const file = join(import.meta.dirname, program);
  const run = promisify(execFile)(process.execPath, ['--import', 'tsx', file, ...args]);
  const { stdout } = await run.catch((ended: unknown) => ended as { stdout: string });
  return stdout.trim().split('\n');
}

it(
  '1,000 schedules of saves and faults: nothing lost, doubled, diverged or hidden',
  async () => {
    const lines = await lastLines('faults.ts', '--runs', '1000', '--seed', '1');
    expect(lines.slice(0, -2)).toEqual([]);
    expect(lines.at(-1)).toMatch(
      /^faults: runs=1000 acknowledged=\d{4,} lost=0 duplicated=0 diverged=0 silent=0$/,
    );
  },
  10 * MINUTE,
);

it(
  'the same seed gives the same run',
  async () => {
    const digestOf = (seed: string) => lastLines('faults.ts', '--runs', '4', '--seed', seed);
    const [once = [], again = [], other = []] = await Promise.all(['again', 'again', 'other'].map(digestOf));
    expect(again.at(-2)).toBe(once.at(-2));
    expect(once.at(-2)).toMatch(/^digest: .{43}$/);
    expect(other.at(-2)).not.toBe(once.at(-2));
  },
  5 * MINUTE,
);

it(
  'a tablet that is killed while it reads a chart says nothing more',
  async () => {
    const lines = await lastLines('faults.ts', '--seed', '5', '--first', '7', '--runs', '1');
    expect(lines.at(-1)).toMatch(/^faults: runs=1 acknowledged=\d+ lost=0 duplicated=0 diverged=0 silent=0$/);
  },
  5 * MINUTE,
);

it.each(MUTANTS)('the code has the places that “$name” breaks, each once', ({ also, ...first }) => {
  for (const { file, find } of also ? [first, also] : [first]) {
    expect(textOf(file).split(find)).toHaveLength(2);
  }
});

it(
  'notices each way in which the code is broken on purpose',
  async () => {
    const lines = await lastLines('mutate.ts');
    expect(lines.filter((line) => line.startsWith('✗'))).toEqual([]);
    expect(lines.at(-1)).toBe(`mutants: caught=${MUTANTS.length}/${MUTANTS.length}`);
  },
  15 * MINUTE,
);
