/** Kills on the real stack, judged. */
import { Random } from '../../../src/lib/server/demo/random';
import { KILLS } from './kills';
import type { KillKind } from './kinds';
import { Rounds } from './rounds';
import { Stage } from './stage';
import type { Counts } from './tally';

/**
 * So many kills, of these kinds in turn, on a server of their own. `say` hears of what goes wrong. Mid-migration can only
 * be the last of several: the tablet is of the next version then.
 */
export async function killInMid(
  kinds: readonly KillKind[],
  {
    count,
    seed,
    say,
    template,
  }: { count: number; seed: string; say: (line: string) => void; template?: string },
): Promise<Counts> {
  const stage = await Stage.open(template);
  try {
    return await new Rounds(
      stage,
      new Random(`${seed}/${kinds.join('/')}`),
      kinds.map((kind) => KILLS[kind]),
      say,
    ).run(count);
  } finally {
    await stage.close();
  }
}

export function isClean(counts: Omit<Counts, 'caught'>): boolean {
  return counts.lost + counts.duplicated + counts.unopenable === 0;
}
