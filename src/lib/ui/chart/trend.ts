/** Where the points of a trend stand in its picture. Time runs left to right, values bottom to top. */
import { timeOf } from '../../clinical/dates';
import type { ObservationPoint } from '../../record/chart/view';

export const WIDTH = 320;
export const HEIGHT = 96;
const EDGE = 8;

export interface Trend {
  marks: { x: number; y: number; unfiled: boolean }[];
  /** For a polyline's `points`. */
  line: string;
  lowest: number;
  highest: number;
}

/** Undefined when there are fewer than two points whose time can be read: one point is no trend. */
export function trendOf(points: readonly ObservationPoint[]): Trend | undefined {
  const placed = points.flatMap((point) => {
    const time = timeOf(point.when);
    return time === undefined ? [] : [{ time, value: point.value, unfiled: point.unfiled !== undefined }];
  });
  if (placed.length < 2) return undefined;
  placed.sort((a, b) => a.time - b.time);
  const times = placed.map((point) => point.time);
  const values = placed.map((point) => point.value);
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  const x = scale(Math.min(...times), Math.max(...times), EDGE, WIDTH - EDGE);
  const y = scale(lowest, highest, HEIGHT - EDGE, EDGE);
  const marks = placed.map((point) => ({ x: x(point.time), y: y(point.value), unfiled: point.unfiled }));
  return { marks, line: marks.map((mark) => `${mark.x},${mark.y}`).join(' '), lowest, highest };
}

/** Values that are all the same lie in the middle. */
function scale(from: number, to: number, low: number, high: number): (value: number) => number {
  if (from === to) return () => (low + high) / 2;
  return (value) => Math.round((low + ((value - from) / (to - from)) * (high - low)) * 10) / 10;
}
