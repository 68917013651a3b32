/** What a worker tells of one run. */
import type { Verdict } from './judge';
import type { Schedule } from './schedule';

export interface Report {
  n: number;
  acknowledged: number;
  /** Everything that happened, in its order. */
  trace: string[];
  verdict: Verdict;
  /** The shortest schedule that shows what `verdict` found. */
  shortest?: Schedule;
}
