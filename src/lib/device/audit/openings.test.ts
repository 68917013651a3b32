import { expect, it } from 'vitest';
import { Openings } from './openings';

const MINUTE = 60_000;

it('a search that goes on letter by letter is one search', () => {
  const openings = new Openings();
  const searches = ['o', 'ok', 'oka', 'ok', 'smith', 'smith ', '', 'smith'];
  expect(searches.map((query) => openings.isSearch(query))).toEqual([
    ...[true, false, false, false],
    ...[true, false, false, true],
  ]);
});

it('a chart that is read again with each change is one opening, another patient or a break make the next', () => {
  const openings = new Openings();
  const read = (patientId: string, minute: number) => openings.isOpening(patientId, minute * MINUTE);
  expect(read('p1', 0)).toBe(true);
  expect(read('p1', 9)).toBe(false);
  expect(read('p1', 18)).toBe(false);
  expect(read('p1', 29)).toBe(true);
  expect(read('p2', 30)).toBe(true);
  expect(read('p1', 31)).toBe(true);
});
