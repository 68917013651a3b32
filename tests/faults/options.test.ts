import { expect, it } from 'vitest';
import { askedBy, UnusableArgument } from './options';

const SCHEDULE = { seed: '1-7', tablets: 1, patients: 1, teams: 1, steps: [] };

it('simulates a thousand schedules of seed 1 when nothing else is asked for', () => {
  const asked = askedBy([]);
  expect(asked).toMatchObject({ kind: 'simulate', seed: '1', trace: false, untilFailure: false });
  expect(asked.kind === 'simulate' && asked.jobs.map(({ n }) => n)).toEqual(
    Array.from({ length: 1000 }, (_, n) => n),
  );
});

it('does what is asked for', () => {
  expect(askedBy(['--seed', 'again', '--first', '7', '--runs', '2'])).toMatchObject({
    seed: 'again',
    jobs: [{ n: 7 }, { n: 8 }],
  });
  expect(askedBy(['--real', '3', '--only', 'mid-sync'])).toEqual({
    kind: 'real',
    count: 3,
    seed: '1',
    only: 'mid-sync',
  });
  expect(askedBy(['--power-cut', '2', '--seed', '9'])).toEqual({ kind: 'power-cut', count: 2, seed: '9' });
  expect(askedBy(['--damage', '200'])).toEqual({ kind: 'damage', count: 200, seed: '1' });
  const text = JSON.stringify(SCHEDULE);
  expect(askedBy(['--schedule', text, '--schedule', text])).toMatchObject({
    jobs: [
      { n: 0, schedule: SCHEDULE },
      { n: 1, schedule: SCHEDULE },
    ],
  });
  expect(askedBy(['--broken', 'not asked to be strict'])).toMatchObject({
    broken: { name: 'writes are not asked to be strict' },
  });
});

const UNUSABLE: string[][] = [
  ['--runs', 'abc'],
  ['--runs', '0'],
  ['--runs', '1.5'],
  ['--runs=-3'],
  ['--runs='],
  ['--first', 'x'],
  ['--seed='],
  ['--real', 'many'],
  ['--real', '1', '--only', 'mid-lunch'],
  ['--only', 'mid-save'],
  ['--power-cut', '0'],
  ['--damage', 'abc'],
  ['--damage', '1', '--real', '1'],
  ['--broken', 'no such mutant'],
  ['--broken', ''],
  ['--schedule', '{'],
  ['--schedule', '{"seed":"1"}'],
  ['--schedule', JSON.stringify(SCHEDULE), '--runs', '3'],
  ['--nights', '3'],
  ['3'],
];

it.each(UNUSABLE.map((args) => ({ words: args.join(' '), args })))(
  '$words: it is told in a line',
  ({ args }) => {
    const told = expect(() => askedBy(args));
    told.toThrow(UnusableArgument);
    told.toThrow(/^[^\n]{10,}$/);
  },
);
