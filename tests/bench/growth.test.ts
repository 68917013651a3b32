import { expect, it } from 'vitest';
import { growthTableOf } from './growth';
import { figuresOf } from './report';
import type { Series } from './row';

const bytes = (size: number, ours: number[]): Series => ({
  row: 'idle-sync',
  case: `bytes, ${size} patients`,
  unit: 'bytes',
  ours,
  growth: { figure: 'bytes', size, of: 'patients' },
});

it('a figure at several sizes is one line: how much larger, and how much more', () => {
  const table = growthTableOf([bytes(10_000, [1_500]), bytes(300, [1_000, 1_000, 7])].map(figuresOf));
  expect(table.split('\n').slice(2)).toEqual([
    '| `idle-sync` | bytes  | 300 → 10,000 patients | 33.3     | 1000 → 1500 bytes | 1.50      |',
  ]);
});

it('each figure of a row, and each row, is a line of its own', () => {
  const requests = [300, 3_000].map((size) => ({
    ...bytes(size, [1]),
    growth: { figure: 'requests', size, of: 'patients' },
  }));
  const others = [60, 600, 6_000].map((size) => ({ ...bytes(size, [size]), row: 'open-chart' }));
  const table = growthTableOf([bytes(300, [1]), bytes(600, [1]), ...requests, ...others].map(figuresOf));
  expect(table.split('\n')).toHaveLength(2 + 3);
  expect(table).toContain('| 60 → 600 → 6,000 patients | 10, 100  |');
});

it('from nothing there is no ratio', () => {
  const table = growthTableOf([bytes(0, [5]), bytes(100, [6])].map(figuresOf));
  expect(table).toContain('| 0 → 100 patients |          | 5 → 6 bytes | 1.20      |');
});

it('what was measured at one size alone has no growth', () => {
  expect(growthTableOf([figuresOf(bytes(300, [1]))])).toBe('');
});
