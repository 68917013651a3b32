/** `npm run faults -- --real N`: N kills of each kind. */
import { ensureBuilt } from './build';
import { KILL_KINDS, type KillKind } from './kinds';
import { isClean, killInMid } from './run';
import { inWords, sumOf, type Counts } from './tally';

/** Prints the figures of each kind; the last line counts all. Answers whether nothing was found. */
export async function killEach(options: {
  count: number;
  seed: string;
  /** One kind; all of them when undefined. */
  only: KillKind | undefined;
}): Promise<boolean> {
  const { count, seed, only } = options;
  const kinds = KILL_KINDS.filter((kind) => only === undefined || kind === only);
  ensureBuilt();
  const all: Counts[] = [];
  for (const kind of kinds) {
    const say = (line: string) => {
      console.log(`${kind}, ${line}`);
    };
    const counts = await killInMid([kind], { count, seed, say });
    say(inWords(counts));
    all.push(counts);
  }
  const { caught: _, ...total } = sumOf(all);
  console.log(`real: ${inWords(total)}`);
  return isClean(total) && total.kills === count * kinds.length;
}
