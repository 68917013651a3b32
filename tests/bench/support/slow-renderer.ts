/**
 * Makes a tablet's processor four times slower: Chromium's page processes run a quarter of the time. The browser's own
 * way (`Emulation.setCPUThrottlingRate`) slows the page's main thread alone and is refused for workers ("only supported
 * for pages, not workers"), and most of our work is in one: by itself it would flatter us.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { BrowserContext, CDPSession } from '@playwright/test';

const STOPPER = join(import.meta.dirname, 'stopper.ts');
/** How soon a process that begins meanwhile is slowed too. */
const LOOK_EVERY_MS = 20;

export class SlowRenderer {
  #looking: Promise<void> = Promise.resolve();
  #ended = false;

  private constructor(
    private readonly stopper: ChildProcess,
    private readonly session: CDPSession,
  ) {}

  /** All pages and workers, those that are opened meanwhile too, until `end`. */
  static async begin(context: BrowserContext): Promise<SlowRenderer> {
    const session = await browserSession(context);
    const stopper = fork(STOPPER, (await pidsOver(session)).map(String));
    await once(stopper, 'message');
    const slow = new SlowRenderer(stopper, session);
    slow.#looking = slow.#look();
    return slow;
  }

  async end(): Promise<void> {
    this.#ended = true;
    await this.#looking;
    const gone = once(this.stopper, 'exit');
    this.stopper.send('end');
    await gone;
    await this.session.detach().catch(() => undefined);
  }

  async #look(): Promise<void> {
    while (!this.#ended) {
      const pids = await pidsOver(this.session).catch(() => []);
      this.stopper.send(pids);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }
}

/** Of the page processes that there are now. */
export async function rendererPids(context: BrowserContext): Promise<number[]> {
  const session = await browserSession(context);
  const pids = await pidsOver(session);
  await session.detach();
  return pids;
}

function browserSession(context: BrowserContext): Promise<CDPSession> {
  const browser = context.browser();
  if (!browser) throw new Error('this browser can not be asked for its processes');
  return browser.newBrowserCDPSession();
}

async function pidsOver(session: CDPSession): Promise<number[]> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}
