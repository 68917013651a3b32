/** A process that runs the schedules that its parent names, and tells what they came to. `worker.ts SEED SHRUNK`: the first so many failures are shrunk. */
import { inspect } from 'node:util';
import { choose } from '../../support/chosen-mutant';
import { run } from './run';
import { isClean } from './judge';
import type { Job, Report } from './report';
import { scheduleOf } from './schedule';
import { shrink } from './shrink';

const [seed = '', most = ''] = process.argv.slice(2);

// What the code under test says of faults is expected here.
console.error = () => undefined;
console.warn = () => undefined;
// PouchDB asks for a journal's figures on the side, and does not catch it when the connection is cut.
process.on('unhandledRejection', () => undefined);
// There is no more to do; or whoever asked is gone, and nobody would hear the rest.
process.on('disconnect', () => process.exit());

let shrunk = 0;
// Some libraries look around once, at their first use: no run is to be that first one.
let running: Promise<unknown> = run({ seed: 'warm-up', tablets: 1, patients: 1, teams: 1, steps: [] });
process.on('message', (job: Job) => {
  running = running
    .then(() => report(job))
    .catch((cause: unknown) => {
      process.stderr.write(`run ${job.n}: ${inspect(cause)}\n`);
      process.exit(1);
    });
});

async function report({ n, mutant, schedule = scheduleOf(`${seed}-${n}`) }: Job): Promise<void> {
  choose(mutant);
  const { verdict, acknowledged, trace } = await run(schedule);
  const clean = isClean(verdict);
  const shortest = clean || shrunk >= Number(most) ? undefined : await shrink(schedule, verdict);
  if (shortest) shrunk += 1;
  process.send?.({
    ...{ n, acknowledged, trace, verdict },
    ...(shortest ? { shortest } : {}),
  } satisfies Report);
}
