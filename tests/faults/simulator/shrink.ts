/** The shortest schedule that still shows a fault: of no step of it could be said that it has nothing to do with it. */
import type { Verdict } from './judge';
import { leaveOut } from './leave-out';
import { run } from './run';
import type { Schedule } from './steps';

const MOST_TRIES = 200;

/** One that shows a fault of the same kind. Undefined when that takes too long to find. */
export async function shrink(schedule: Schedule, verdict: Verdict): Promise<Schedule | undefined> {
  const kinds = kindsIn(verdict);
  const steps = await leaveOut(
    schedule.steps,
    async (fewer) => {
      const found = await run({ ...schedule, steps: fewer });
      return kindsIn(found.verdict).some((kind) => kinds.includes(kind));
    },
    MOST_TRIES,
  );
  return steps && { ...schedule, steps };
}

function kindsIn(verdict: Verdict): string[] {
  return Object.entries(verdict).flatMap(([kind, found]: [string, string[]]) =>
    found.length > 0 ? [kind] : [],
  );
}
