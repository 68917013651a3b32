/** How each figure grows with the size of what it is measured on: a line for each that was measured at several. */
import type { Figures } from './report';
import { shown, tableText } from './table';

/** The same figure at one size and at larger ones, smallest first. */
interface Grown {
  row: string;
  figure: string;
  /** What there are so many of. */
  of: string;
  unit: string;
  points: { size: number; median: number }[];
}

const HEAD = ['row', 'figure', 'size', '× larger', 'median', '× as much'];

/** Markdown; empty when nothing was measured at more than one size. */
export function growthTableOf(figures: readonly Figures[]): string {
  const rows = grownOf(figures).map(({ row, figure, of, unit, points }) => {
    const sizes = points.map(({ size }) => size);
    const medians = points.map(({ median }) => median);
    return [
      `\`${row}\``,
      figure,
      `${sizes.map((size) => size.toLocaleString('en-GB')).join(' → ')} ${of}`,
      timesTheFirst(sizes),
      `${medians.map(shown).join(' → ')} ${unit}`,
      timesTheFirst(medians),
    ];
  });
  return rows.length === 0 ? '' : tableText(HEAD, rows);
}

function grownOf(figures: readonly Figures[]): Grown[] {
  const grown = new Map<string, Grown>();
  for (const { row, growth, unit, median } of figures) {
    if (!growth) continue;
    const { figure, size, of } = growth;
    const key = JSON.stringify([row, figure]);
    const found = grown.get(key) ?? { row, figure, of, unit, points: [] };
    found.points.push({ size, median });
    grown.set(key, found);
  }
  for (const { points } of grown.values()) points.sort((a, b) => a.size - b.size);
  return [...grown.values()].filter(({ points }) => points.length > 1);
}

/** What nothing grows from has no ratio. */
function timesTheFirst([first = 0, ...others]: readonly number[]): string {
  if (first <= 0) return '';
  return others.map((value) => shown(value / first)).join(', ');
}
