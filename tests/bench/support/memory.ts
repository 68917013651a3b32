/** What a browser's processes take of the machine's memory. */
import type { BrowserContext } from '@playwright/test';
import { mostMemoryMb } from './process-use';
import { rendererPids } from './slow-renderer';

/** The most that the largest page process (page, data worker, service worker) has held at once, MB. */
export async function largestRenderer(context: BrowserContext): Promise<number> {
  const pids = await rendererPids(context);
  return Math.max(...pids.map(mostMemoryMb));
}
