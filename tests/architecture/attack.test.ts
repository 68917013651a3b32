/** What keeps the attack whole between its runs: no endpoint is left out, and every mutant fits the code. */
import { expect, it } from 'vitest';
import { MUTANTS } from '../attack/mutants';
import { ATTACKED } from '../attack/routes';
import { filesUnder, textOf } from './source-files';

it('the attack asks every endpoint there is, and no other', () => {
  const endpoints = filesUnder('src/routes')
    .filter((file) => file.endsWith('/+server.ts'))
    .map((file) => file.slice('src/routes'.length, -'/+server.ts'.length).replace(/\/\([^)]+\)/g, ''));
  expect(Object.keys(ATTACKED).sort()).toEqual(endpoints.sort());
});

it.each(MUTANTS)('the code has the place that “$name” breaks, once', ({ file, find }) => {
  expect(textOf(file).split(find)).toHaveLength(2);
});
