/** Runs schedules in processes of their own: each is handed the next one when it is done with one. */
import { availableParallelism } from 'node:os';
import { Lane, type LaneOptions } from './lane';
import type { Job, Report } from './report';

/** A process takes longer to start than so many runs. */
const LEAST_EACH = 5;

export interface PoolOptions extends LaneOptions {
  /** In the order in which they are handed out. */
  jobs: readonly Job[];
  /** Answers whether to go on. */
  onReport: (report: Report) => boolean;
  /** A run ended its process: what a fault that nobody caught would do to a server. */
  onEnd?: (job: Job) => void;
}

/** Whether every run came to its end, or `onReport` had enough. */
export async function runAll({ jobs, onReport, onEnd, ...options }: PoolOptions): Promise<boolean> {
  const most = Math.ceil(jobs.length / LEAST_EACH);
  const lanes = Array.from({ length: Math.min(availableParallelism(), most) }, () => new Lane(options));
  const waiting = [...jobs];
  const enough = new AbortController();
  let done = 0;
  const runInTurn = async (lane: Lane) => {
    for (let job = waiting.shift(); job; job = waiting.shift()) {
      const report = await lane.run(job);
      if (enough.signal.aborted) break;
      if (!report) {
        onEnd?.(job);
        break;
      }
      done += 1;
      if (!onReport(report)) enough.abort();
    }
    await lane.end();
  };
  enough.signal.addEventListener('abort', () => {
    waiting.length = 0;
    for (const lane of lanes) void lane.end();
  });
  await Promise.all(lanes.map(runInTurn));
  return enough.signal.aborted || done === jobs.length;
}
