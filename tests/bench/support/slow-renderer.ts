/**
 * Makes a tablet's processor four times slower: Chromium's page processes run a quarter of the time. The browser's own
 * way (`Emulation.setCPUThrottlingRate`) slows the page's main thread alone and is refused for workers ("only supported
 * for pages, not workers"), and most of our work is in one: it would flatter us.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { BrowserContext } from '@playwright/test';

const STOPPER = join(import.meta.dirname, 'stopper.ts');

export class SlowRenderer {
  private constructor(private readonly stopper: ChildProcess) {}

  /** All pages that are open now, until `end`. */
  static async begin(context: BrowserContext): Promise<SlowRenderer> {
    const pids = await rendererPids(context);
    const stopper = fork(STOPPER, pids.map(String));
    await once(stopper, 'message');
    return new SlowRenderer(stopper);
  }

  async end(): Promise<void> {
    const gone = once(this.stopper, 'exit');
    this.stopper.send('end');
    await gone;
  }
}

async function rendererPids(context: BrowserContext): Promise<number[]> {
  const browser = context.browser();
  if (!browser) throw new Error('this browser can not be asked for its processes');
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}
