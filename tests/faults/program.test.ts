/** How `npm run faults` ends and what it prints, seen from outside: 0, 1 or 2, and a schedule that shows the fault again. */
import { expect, it } from 'vitest';
import { runProgram } from './run-program';
import type { Schedule } from './simulator/steps';

const MINUTE = 60_000;
/** Found soon, and in several runs. */
const BROKEN = ['--broken', 'a 401 ends all syncing'];

const scheduleArgs = (schedules: readonly Schedule[]) =>
  schedules.flatMap((schedule) => ['--schedule', JSON.stringify(schedule)]);

/** The numbers of the runs that failed, and the schedules that show each again. */
function failuresIn(lines: readonly string[]): { runs: number[]; shortest: Schedule[] } {
  const runs = lines.flatMap((line) => /^seed \S+, run (\d+) /.exec(line)?.[1] ?? []).map(Number);
  const again = lines.flatMap((line) => /^ {2}again: --schedule '(.*)'$/.exec(line)?.[1] ?? []);
  return { runs, shortest: again.map((text) => JSON.parse(text) as Schedule) };
}

it(
  'ends with 1 for code that hides what is not filed, and prints for each run the least that shows it',
  async () => {
    const broken = await runProgram('faults.ts', ...BROKEN, '--runs', '16');
    expect(broken.code).toBe(1);
    expect(broken.lines.at(-1)).toMatch(/^faults: runs=16 .*silent=[1-9]/);
    const { runs, shortest } = failuresIn(broken.lines);
    expect(runs.length).toBeGreaterThan(1);
    expect(shortest).toHaveLength(runs.length);

    // Each shows it alone; without any one of its steps, it does not.
    const lesser = shortest.flatMap((schedule) =>
      schedule.steps.map((_, at) => ({ ...schedule, steps: schedule.steps.filter((_, n) => n !== at) })),
    );
    const again = await runProgram('faults.ts', ...BROKEN, ...scheduleArgs([...shortest, ...lesser]));
    expect(failuresIn(again.lines).runs.sort()).toEqual(shortest.map((_, n) => n));

    // It is the broken code that fails, not the simulator.
    const sound = await runProgram('faults.ts', ...scheduleArgs(shortest));
    expect(sound.code).toBe(0);
    expect(sound.lines.at(-1)).toMatch(/ lost=0 duplicated=0 diverged=0 silent=0$/);
  },
  5 * MINUTE,
);

it(
  'ends with 2 and one line when it can’t be done as asked',
  async () => {
    expect(await runProgram('faults.ts', '--runs', 'abc')).toEqual({
      code: 2,
      lines: [],
      errors: ['--runs: a whole number from 1 is expected, not “abc”.'],
    });
  },
  MINUTE,
);
