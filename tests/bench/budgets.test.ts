import { expect, it } from 'vitest';
import { breachesOf, BUDGETS, type Budget } from './budgets';
import { figuresOf } from './report';
import { ROWS } from './rows';

const BUDGET: Budget[] = [{ row: 'save', case: 'local', measure: 'overFloor', most: 3 }];
const saves = (ours: number[], of = 'local') =>
  figuresOf({ row: 'save', case: of, unit: 'ms', ours, floor: [2, 2, 2] });

it('a ratio beyond its budget is a breach, one within is none', () => {
  expect(breachesOf([saves([6, 6, 6])], BUDGET)).toEqual([]);
  expect(breachesOf([saves([7, 7, 7])], BUDGET)).toMatchObject([{ case: 'local', value: 3.5 }]);
});

it('too little is a breach where there is a least', () => {
  const least: Budget[] = [{ row: 'save', measure: 'timesPeer', least: 10 }];
  const figures = figuresOf({ row: 'save', case: '', unit: 's', ours: [1], peer: [9] });
  expect(breachesOf([figures], least)).toMatchObject([{ value: 9 }]);
});

it('a budget is for the cases that begin with its words', () => {
  expect(breachesOf([saves([70], 'slow line')], BUDGET)).toEqual([]);
});

it('a row without what its budget asks for can not pass', () => {
  const figures = figuresOf({ row: 'save', case: 'local', unit: 'ms', ours: [1] });
  expect(() => breachesOf([figures], BUDGET)).toThrow('save has no overFloor');
});

it('every budget is of a row that there is, and every row has one', () => {
  expect([...new Set(BUDGETS.map(({ row }) => row))].sort()).toEqual(ROWS.map(({ name }) => name).sort());
});
