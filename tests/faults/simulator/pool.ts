/** Runs schedules in processes of their own: each is handed the next number when it is done with one. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import type { Job, Report } from './report';

/** A process takes longer to start than so many runs. */
const LEAST_EACH = 5;

export interface PoolOptions {
  /** The worker with the code that is tried. */
  script: string;
  seed: string;
  /** In the order in which they are handed out. */
  jobs: readonly Job[];
  /** Of each process, the first so many failures are shrunk: that takes some dozens of runs each. */
  shrunk: number;
  workers?: number;
  /** Answers whether to go on. */
  onReport: (report: Report) => boolean;
}

/** Whether every run came to its end, or `onReport` had enough. */
export async function runAll(options: PoolOptions): Promise<boolean> {
  const { script, seed, jobs, shrunk, onReport } = options;
  const most = Math.ceil(jobs.length / LEAST_EACH);
  const workers = options.workers ?? Math.min(availableParallelism(), most);
  const waiting = [...jobs];
  const state = { done: 0, enough: false };
  const handOut = (child: ChildProcess) => {
    const job = state.enough ? undefined : waiting.shift();
    if (job) child.send(job);
    else child.disconnect();
  };
  const children = Array.from({ length: workers }, () =>
    fork(script, [seed, String(shrunk)], { execArgv: [] }),
  );
  for (const child of children) {
    child.on('message', (report: Report) => {
      if (state.enough) return;
      state.done += 1;
      state.enough = !onReport(report);
      if (state.enough) for (const other of children) other.kill();
      else handOut(child);
    });
    handOut(child);
  }
  await Promise.all(children.map((child) => once(child, 'exit')));
  return state.enough || state.done === jobs.length;
}
