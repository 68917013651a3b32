/** What a worker is asked to run, and what it tells of it. */
import type { Verdict } from './judge';
import type { Schedule } from './steps';

export interface Job {
  n: number;
  /** When it is not the one that the seed and `n` make. */
  schedule?: Schedule;
  /** The name of the way in which the code is broken; undefined for the code as it is. */
  mutant?: string | undefined;
}

export interface Report {
  n: number;
  acknowledged: number;
  /** Everything that happened, in its order. */
  trace: string[];
  verdict: Verdict;
  /** The shortest schedule that shows what `verdict` found. */
  shortest?: Schedule;
}
