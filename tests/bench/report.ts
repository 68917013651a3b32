/** The table: medians, the slow end and the ratios, as text and as values for a file. */
import type { Growth, Series } from './row';
import { median, p95 } from './statistics';
import { shown, tableText } from './table';

export interface Figures {
  row: string;
  case: string;
  unit: Series['unit'];
  rounds: number;
  median: number;
  p95: number;
  floorMedian?: number;
  floorP95?: number;
  peerMedian?: number;
  /** Ours over the floor: of the medians, and of the slow ends. */
  overFloor?: number;
  p95OverFloor?: number;
  /** How many times faster than the peer. */
  timesPeer?: number;
  growth?: Growth;
}

export function figuresOf({ row, case: of, unit, ours, floor, peer, growth }: Series): Figures {
  const figures: Figures = { row, case: of, unit, rounds: ours.length, median: median(ours), p95: p95(ours) };
  if (growth) figures.growth = growth;
  if (floor) {
    figures.floorMedian = median(floor);
    figures.floorP95 = p95(floor);
    figures.overFloor = figures.median / figures.floorMedian;
    figures.p95OverFloor = figures.p95 / figures.floorP95;
  }
  if (peer) {
    figures.peerMedian = median(peer);
    figures.timesPeer = figures.peerMedian / figures.median;
  }
  return figures;
}

const HEAD = ['row', 'case', 'median', 'p95', 'floor', '× floor', 'p95 × floor', 'stock PouchDB', '× faster'];

/** All figures, one a line. */
export function tableOf(figures: readonly Figures[]): string {
  const rows = figures.map((of) => [
    `\`${of.row}\``,
    of.case,
    `${shown(of.median)} ${of.unit}`,
    shown(of.p95),
    of.floorMedian === undefined ? '' : shown(of.floorMedian),
    of.overFloor === undefined ? '' : of.overFloor.toFixed(2),
    of.p95OverFloor === undefined ? '' : of.p95OverFloor.toFixed(2),
    of.peerMedian === undefined ? '' : shown(of.peerMedian),
    of.timesPeer === undefined ? '' : of.timesPeer.toFixed(1),
  ]);
  return tableText(HEAD, rows);
}
