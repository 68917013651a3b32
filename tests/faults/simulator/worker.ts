/** A process that runs every nth schedule and tells its parent. `worker.ts SEED FIRST END WORKERS SHRINK`: from the run FIRST, shrinking that many failures */
import { run } from './run';
import { isClean } from './judge';
import type { Report } from './report';
import { scheduleOf } from './schedule';
import { shrink } from './shrink';

const [seed = '', ...numbers] = process.argv.slice(2);
const [first = 0, end = 0, workers = 1, most = 0] = numbers.map(Number);

// What the code under test says of faults is expected here.
console.error = () => undefined;
console.warn = () => undefined;
// PouchDB asks for a journal's figures on the side, and does not catch it when the connection is cut.
process.on('unhandledRejection', () => undefined);
// Whoever asked is gone: nobody would hear the rest.
process.on('disconnect', () => process.exit());

function tell(report: Report): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(report, () => {
      resolve();
    });
  });
}

// Some libraries look around once, at their first use: no run is to be that first one.
await run({ seed: 'warm-up', tablets: 1, patients: 1, steps: [] });
let shrunk = 0;
for (let n = first; n < end; n += workers) {
  const schedule = scheduleOf(`${seed}-${n}`);
  const { verdict, acknowledged, trace } = await run(schedule);
  const clean = isClean(verdict);
  const shortest = clean || shrunk >= most ? undefined : await shrink(schedule, verdict);
  if (shortest) shrunk += 1;
  await tell({
    ...{ n, acknowledged, trace, verdict },
    ...(shortest ? { shortest } : {}),
  });
}
process.disconnect();
