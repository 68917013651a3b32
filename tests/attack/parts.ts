/** As many processes as there are cores; each takes the next job when it has done one. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { bundleAttack } from './bundle';
import type { Job } from './part';
import type { AttackResult } from './run';

/** Room for young objects: a request makes many, and they are gone after it. */
const ROOM = ['--max-semi-space-size=64'];

/** `done` hears of each job when it is. */
export async function shareOut(
  jobs: readonly Job[],
  done: (job: Job, result: AttackResult) => void,
): Promise<void> {
  await using bundle = await bundleAttack();
  const waiting = [...jobs];
  const work = async () => {
    const part = fork(bundle.script, { execArgv: ROOM });
    try {
      for (let job = waiting.shift(); job; job = waiting.shift()) done(job, await resultOf(job, part));
    } finally {
      if (part.connected) part.disconnect();
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs.length, availableParallelism()) }, work));
}

async function resultOf(job: Job, part: ChildProcess): Promise<AttackResult> {
  const ended = new AbortController();
  const { signal } = ended;
  part.send(job);
  try {
    const [result] = (await Promise.race([
      once(part, 'message', { signal }),
      once(part, 'exit', { signal }).then(() => {
        throw new Error(`a process ended at ${job.mutant ?? 'the code as it is'}`);
      }),
    ])) as [AttackResult];
    return result;
  } finally {
    ended.abort();
  }
}
