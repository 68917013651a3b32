/** The shortest schedule that still shows a fault, found by leaving out steps. */
import type { Verdict } from './judge';
import { run } from './run';
import type { Schedule, Step } from './schedule';

const MOST_TRIES = 80;

/** Leaves out ever smaller stretches of steps, for as long as a fault of the same kind shows. */
export async function shrink(schedule: Schedule, verdict: Verdict): Promise<Schedule> {
  let { steps } = schedule;
  let tries = 0;
  for (let size = Math.ceil(steps.length / 2); size >= 1 && tries < MOST_TRIES; size = Math.floor(size / 2)) {
    for (let from = steps.length - size; from >= 0 && tries < MOST_TRIES; from -= size) {
      const fewer = [...steps.slice(0, from), ...steps.slice(from + size)];
      tries += 1;
      if (await shows(schedule, fewer, verdict)) steps = fewer;
    }
  }
  return { ...schedule, steps };
}

async function shows(schedule: Schedule, steps: Step[], verdict: Verdict): Promise<boolean> {
  const found = await run({ ...schedule, steps });
  return kindsIn(found.verdict).some((kind) => kindsIn(verdict).includes(kind));
}

function kindsIn(verdict: Verdict): string[] {
  return Object.entries(verdict).flatMap(([kind, found]: [string, string[]]) =>
    found.length > 0 ? [kind] : [],
  );
}
