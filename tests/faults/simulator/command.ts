/** N schedules of saves and faults, shared out among processes, and what they came to. */
import { createHash } from 'node:crypto';
import type { SimulationOptions } from '../options';
import { bundleWorker } from './bundle';
import { runAll } from './pool';
import type { Report } from './report';

const KINDS = ['lost', 'duplicated', 'diverged', 'silent'] as const;
/** Of each process: enough to work on. The rest is printed as it is. */
const SHRUNK = 5;

/** Prints what it finds; the last line counts. Answers whether nothing was found. */
export async function simulate({
  seed,
  jobs,
  trace,
  untilFailure,
  broken,
}: SimulationOptions): Promise<boolean> {
  const reports: Report[] = [];
  await using bundle = await bundleWorker(broken ? [broken] : []);
  const began = Date.now();
  const ended = await runAll({
    ...{ script: bundle.script, seed, shrunk: SHRUNK },
    jobs: jobs.map((job) => ({ ...job, mutant: broken?.name })),
    onReport: (report) => {
      reports.push(report);
      if (trace) console.log(report.trace.join('\n'));
      if (isClean(report)) return true;
      print(seed, report);
      return !untilFailure;
    },
    onEnd: ({ n }) => {
      console.error(`seed ${seed}, run ${n} ended its process (--seed ${seed} --first ${n} --runs 1)`);
    },
  });
  const seconds = Math.round((Date.now() - began) / 1000);

  const total = (of: (report: Report) => number) => reports.reduce((sum, report) => sum + of(report), 0);
  const counts = KINDS.map((kind) => [kind, total(({ verdict }) => verdict[kind].length)] as const);
  console.log(`digest: ${digestOf(reports)}`);
  console.log(`time: ${seconds} s`);
  const words = counts.map(([kind, count]) => `${kind}=${count}`).join(' ');
  console.log(
    `faults: runs=${reports.length} acknowledged=${total((report) => report.acknowledged)} ${words}`,
  );
  if (!ended) console.error('The simulator itself failed.');
  return ended && counts.every(([, count]) => count === 0);
}

function isClean({ verdict }: Report): boolean {
  return KINDS.every((kind) => verdict[kind].length === 0);
}

function print(seed: string, { n, verdict, shortest }: Report): void {
  console.log(`\nseed ${seed}, run ${n} (--seed ${seed} --first ${n} --runs 1 --trace)`);
  for (const kind of KINDS) for (const found of verdict[kind]) console.log(`  ${kind}: ${found}`);
  if (!shortest) return;
  console.log(
    `  ${shortest.tablets} tablets, ${shortest.patients} patients; the shortest schedule that shows it:`,
  );
  for (const step of shortest.steps) console.log(`    ${JSON.stringify(step)}`);
  console.log(`  again: --schedule '${JSON.stringify(shortest)}'`);
}

/** The same for the same seed, however many processes share the work. */
export function digestOf(all: readonly Report[]): string {
  const inOrder = [...all].sort((a, b) => a.n - b.n).flatMap(({ trace }) => trace);
  return createHash('sha256').update(inOrder.join('\n')).digest('base64url');
}
