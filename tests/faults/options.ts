/** What `npm run faults` is asked to do, from its arguments. */
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { MUTANTS, type Mutant } from './mutants';
import { KILL_KINDS, type KillKind } from './real/kinds';
import type { Job } from './simulator/report';
import type { Schedule } from './simulator/steps';

export interface SimulationOptions {
  seed: string;
  jobs: Job[];
  /** Prints what happened in each run. */
  trace: boolean;
  untilFailure: boolean;
  /** The code is broken so, to see that it is noticed. */
  broken: Mutant | undefined;
}

export type Asked =
  | ({ kind: 'simulate' } & SimulationOptions)
  | { kind: 'real'; count: number; seed: string; only: KillKind | undefined }
  | { kind: 'power-cut' | 'damage'; count: number; seed: string };

/** Another argument than there is, or one that makes no sense, in a line for whoever gave it. */
export class UnusableArgument extends Error {}

const OPTIONS = {
  seed: { type: 'string' },
  runs: { type: 'string' },
  /** The number of the first run: to see one again. */
  first: { type: 'string' },
  trace: { type: 'boolean' },
  'until-failure': { type: 'boolean' },
  /** Part of a mutant's name. */
  broken: { type: 'string' },
  /** A schedule as it is printed of a run that failed, instead of those that the seed makes. */
  schedule: { type: 'string', multiple: true },
  real: { type: 'string' },
  /** Of the kinds of kills, only this one. */
  only: { type: 'string' },
  'power-cut': { type: 'string' },
  damage: { type: 'string' },
} as const;
type Option = keyof typeof OPTIONS;

/** Which options say what is to be done, each with those that go with it. Without one of them, schedules are simulated. */
const TASKS = {
  real: ['seed', 'only'],
  'power-cut': ['seed'],
  damage: ['seed'],
  schedule: ['trace', 'until-failure', 'broken'],
  runs: ['seed', 'first', 'trace', 'until-failure', 'broken'],
} as const satisfies Partial<Record<Option, readonly Option[]>>;

const ScheduleSchema = v.looseObject({
  seed: v.string(),
  tablets: v.pipe(v.number(), v.integer(), v.minValue(1)),
  patients: v.pipe(v.number(), v.integer(), v.minValue(1)),
  teams: v.picklist([1, 2]),
  steps: v.array(v.looseObject({ do: v.string(), then: v.looseObject({}) })),
});

/** Throws an `UnusableArgument`. */
export function askedBy(args: readonly string[]): Asked {
  const values = parsed(args);
  const given = Object.keys(values) as Option[];
  const task = (Object.keys(TASKS) as (keyof typeof TASKS)[]).find((one) => given.includes(one)) ?? 'runs';
  const stray = given.find((one) => one !== task && !(TASKS[task] as readonly Option[]).includes(one));
  if (stray !== undefined) throw new UnusableArgument(`--${stray} does not go with --${task}.`);
  const { seed = '1' } = values;
  if (seed === '') throw new UnusableArgument('--seed: a word or a number is expected.');
  switch (task) {
    case 'real':
      return { kind: 'real', count: numberIn(values, 'real', 1), seed, only: kindIn(values) };
    case 'power-cut':
    case 'damage':
      return { kind: task, count: numberIn(values, task, 1), seed };
    case 'schedule':
    case 'runs': {
      const { trace = false, 'until-failure': untilFailure = false, schedule } = values;
      const jobs = schedule
        ? schedule.map((text, n) => ({ n, schedule: scheduleIn(text) }))
        : jobsFrom(numberIn(values, 'first', 0, 0), numberIn(values, 'runs', 1, 1000));
      return { kind: 'simulate', seed, jobs, trace, untilFailure, broken: mutantIn(values) };
    }
  }
}

type Values = ReturnType<typeof parsed>;

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (cause) {
    const words = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : '';
    throw new UnusableArgument(words, { cause });
  }
}

function numberIn(
  values: Values,
  option: 'real' | 'power-cut' | 'damage' | 'first' | 'runs',
  least: number,
  otherwise?: number,
) {
  const text = values[option];
  if (text === undefined && otherwise !== undefined) return otherwise;
  if (text === undefined || !/^\d{1,9}$/.test(text) || Number(text) < least) {
    throw new UnusableArgument(`--${option}: a whole number from ${least} is expected, not “${text ?? ''}”.`);
  }
  return Number(text);
}

function jobsFrom(first: number, runs: number): Job[] {
  return Array.from({ length: runs }, (_, n) => ({ n: first + n }));
}

function kindIn({ only }: Values): KillKind | undefined {
  const kind = KILL_KINDS.find((one) => one === only);
  if (kind === only) return kind;
  throw new UnusableArgument(`--only: there is no kill “${only ?? ''}”; there are ${KILL_KINDS.join(', ')}.`);
}

function mutantIn({ broken }: Values): Mutant | undefined {
  if (broken === undefined) return undefined;
  const [mutant, another] = MUTANTS.filter(({ name }) => name.includes(broken));
  if (mutant && !another) return mutant;
  const words = another ? 'more than one mutant fits' : 'no mutant fits';
  throw new UnusableArgument(`--broken: ${words} “${broken}”; see tests/faults/mutants.ts.`);
}

function scheduleIn(text: string): Schedule {
  try {
    // What its steps are the simulator knows: it wrote them.
    return v.parse(ScheduleSchema, JSON.parse(text)) as unknown as Schedule;
  } catch (cause) {
    throw new UnusableArgument('--schedule: a schedule is expected as it is printed of a run that failed.', {
      cause,
    });
  }
}
