/** N schedules of saves and faults, shared out among processes, and what they came to. */
import { createHash } from 'node:crypto';
import { bundleWorker } from './bundle';
import { runAll } from './pool';
import type { Report } from './report';

const KINDS = ['lost', 'duplicated', 'diverged', 'silent'] as const;

export interface SimulationOptions {
  runs: number;
  seed: string;
  /** The number of the first run: to see one again. */
  first: number;
  /** Prints what happened in each run. */
  trace: boolean;
  untilFailure: boolean;
}

/** Prints what it finds; the last line counts. Answers whether nothing was found. */
export async function simulate({
  runs,
  seed,
  first,
  trace,
  untilFailure,
}: SimulationOptions): Promise<boolean> {
  const reports: Report[] = [];
  await using bundle = await bundleWorker();
  const ended = await runAll({
    ...{ script: bundle.script, seed, shrunk: untilFailure ? 0 : 1 },
    numbers: Array.from({ length: runs }, (_, n) => first + n),
    onReport: (report) => {
      reports.push(report);
      if (trace) console.log(report.trace.join('\n'));
      if (isClean(report)) return true;
      print(seed, report);
      return !untilFailure;
    },
  });

  const total = (of: (report: Report) => number) => reports.reduce((sum, report) => sum + of(report), 0);
  const counts = KINDS.map((kind) => [kind, total(({ verdict }) => verdict[kind].length)] as const);
  console.log(`digest: ${digestOf(reports)}`);
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
}

/** The same for the same seed, however many processes share the work. */
function digestOf(all: readonly Report[]): string {
  const inOrder = [...all].sort((a, b) => a.n - b.n).flatMap(({ trace }) => trace);
  return createHash('sha256').update(inOrder.join('\n')).digest('base64url');
}
