/** The proof that no note is lost, as far as a test run has time for it; `npm run faults` goes on from here. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textOf } from '../architecture/source-files';
import { FAULT_CLASSES, MUTANTS, placesOf } from './mutants';
import { runProgram } from './run-program';
import { bundleWorker, type Bundle } from './simulator/bundle';
import { digestOf } from './simulator/command';
import { runAll } from './simulator/pool';
import type { Report } from './simulator/report';

const MINUTE = 60_000;
/** What the thousand may take on two cores. */
const MOST_SECONDS = 180;

it(
  '1,000 schedules of saves and faults: nothing lost, doubled, diverged or hidden',
  async () => {
    const { code, lines } = await runProgram('faults.ts', '--runs', '1000', '--seed', '1');
    expect(lines.slice(0, -3)).toEqual([]);
    expect(lines.at(-1)).toMatch(
      /^faults: runs=1000 acknowledged=\d{4,} lost=0 duplicated=0 diverged=0 silent=0$/,
    );
    expect(code).toBe(0);
    console.log(`1,000 schedules, ${lines.at(-2) ?? ''}`);
    expect(Number(/^time: (\d+) s$/.exec(lines.at(-2) ?? '')?.[1])).toBeLessThan(MOST_SECONDS);
  },
  10 * MINUTE,
);

describe('a run', () => {
  let bundle: Bundle;
  beforeAll(async () => {
    bundle = await bundleWorker();
  }, MINUTE);
  afterAll(() => bundle[Symbol.asyncDispose]());

  async function reportsOf(seed: string, first: number, runs: number): Promise<Report[]> {
    const reports: Report[] = [];
    const jobs = Array.from({ length: runs }, (_, n) => ({ n: first + n }));
    const onReport = (report: Report) => reports.push(report) > 0;
    expect(await runAll({ script: bundle.script, seed, shrunk: 0, jobs, onReport })).toBe(true);
    return reports;
  }

  it(
    'is the same with the same seed',
    async () => {
      const digest = async (seed: string) => digestOf(await reportsOf(seed, 0, 4));
      const [once, again, other] = await Promise.all(['again', 'again', 'other'].map(digest));
      expect(again).toBe(once);
      expect(once).toMatch(/^.{43}$/);
      expect(other).not.toBe(once);
    },
    5 * MINUTE,
  );

  it(
    'in which a tablet is killed while it reads a chart: it says nothing more',
    async () => {
      const [report] = await reportsOf('5', 7, 1);
      expect(report).toMatchObject({ verdict: { lost: [], duplicated: [], diverged: [], silent: [] } });
    },
    5 * MINUTE,
  );
});

it.each(MUTANTS)('the code has the places that “$name” breaks, each once', (mutant) => {
  for (const { file, find } of placesOf(mutant)) expect(textOf(file).split(find)).toHaveLength(2);
});

it('for each class of fault there is code broken on purpose', () => {
  expect([...new Set(MUTANTS.map(({ against }) => against))].sort()).toEqual([...FAULT_CLASSES].sort());
});

it(
  'notices each way in which the code is broken on purpose',
  async () => {
    const { code, lines } = await runProgram('mutate.ts');
    expect(lines.filter((line) => line.startsWith('✗'))).toEqual([]);
    expect(lines.at(-1)).toBe(`mutants: caught=${MUTANTS.length}/${MUTANTS.length}`);
    expect(code).toBe(0);
  },
  15 * MINUTE,
);
