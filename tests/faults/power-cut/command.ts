/** `npm run faults -- --power-cut N`: N power cuts as the app is, and N with its strict durability taken out. */
import { ensureBuilt } from '../real/build';
import { inWords } from '../real/tally';
import { whyNoLoopDisk } from './loop-disk';
import { cutPower } from './run';

/** Answers whether nothing was lost, and whether the same cuts do lose something when the app asks for less. */
export async function cutPowerBothWays(options: { count: number; seed: string }): Promise<boolean> {
  const lacking = whyNoLoopDisk();
  if (lacking !== undefined) {
    console.log(`power cut: skipped (${lacking})`);
    return true;
  }
  ensureBuilt();
  const strict = await cutPower('strict', options);
  console.log(`power cut, strict: ${inWords(strict)}`);
  const relaxed = await cutPower('relaxed', options);
  console.log(`power cut, relaxed: ${inWords(relaxed)}`);
  if (relaxed.lost === 0)
    console.error('The cuts lose nothing of what was never flushed: they prove nothing.');
  return strict.lost + strict.unopenable === 0 && relaxed.lost > 0;
}
