/** What each row must reach, and what it aims at. Ratios to the floor and to the peer are of one run on one machine. */
import type { Figures } from './report';

type Measure = Exclude<keyof Figures, 'row' | 'case' | 'unit' | 'rounds'>;

export interface Budget {
  row: string;
  /** The beginning of the cases that it is for; all of the row when absent. */
  case?: string;
  measure: Measure;
  most?: number;
  least?: number;
  /** Not checked: what we would like. */
  aim?: number;
}

export const BUDGETS: readonly Budget[] = [
  { row: 'bundle', case: 'first load', measure: 'median', most: 150, aim: 100 },
  { row: 'bundle', case: 'precache', measure: 'median', most: 900, aim: 600 },
  { row: 'idle-sync', case: 'requests', measure: 'median', most: 1 },
  { row: 'idle-sync', case: 'bytes', measure: 'median', most: 1024, aim: 400 },
  { row: 'small-sync', case: 'requests', measure: 'median', most: 3 },
  { row: 'small-sync', case: 'bytes', measure: 'median', most: 4096 },
  { row: 'save', case: 'full speed', measure: 'p95OverFloor', most: 3, aim: 1.5 },
  { row: 'save', case: 'CPU ×4', measure: 'p95', most: 100, aim: 50 },
  { row: 'open-chart', case: '60 documents, CPU ×4', measure: 'median', most: 100, aim: 50 },
  { row: 'open-chart', case: '2000 documents, CPU ×4', measure: 'median', most: 500, aim: 150 },
  { row: 'filing', measure: 'median', least: 300, aim: 1000 },
];

export interface Breach {
  budget: Budget;
  case: string;
  value: number;
}

/** The figures that are beyond their budgets. A row that was not measured breaks none. */
export function breachesOf(figures: readonly Figures[], budgets: readonly Budget[] = BUDGETS): Breach[] {
  return budgets.flatMap((budget) =>
    figures
      .filter((of) => of.row === budget.row && of.case.startsWith(budget.case ?? ''))
      .flatMap((of) => {
        const value = of[budget.measure];
        if (value === undefined) throw new Error(`${of.row} has no ${budget.measure} to check`);
        const good = value <= (budget.most ?? Infinity) && value >= (budget.least ?? -Infinity);
        return good ? [] : [{ budget, case: of.case, value }];
      }),
  );
}
