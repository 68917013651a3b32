/** A real Chromium as processes of its own, so that all of them can be killed, or stopped, at one instant. */
import { chromium, type Browser, type BrowserContext } from '@playwright/test';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromiumOptions } from '../../support/chromium';

const START_LIMIT_MS = 120_000;
/** What a killed browser leaves in its profile; the next one would ask whether that one still runs. */
const LEFT_BEHIND = ['SingletonLock', 'SingletonSocket', 'SingletonCookie'];

export class BrowserProcess {
  readonly #child: ChildProcess & { pid: number };
  readonly #browser: Browser;

  private constructor(child: ChildProcess & { pid: number }, browser: Browser) {
    this.#child = child;
    this.#browser = browser;
  }

  /** Starts on the profile in this folder, which is made when missing. */
  static async start(profile: string): Promise<BrowserProcess> {
    for (const name of LEFT_BEHIND) rmSync(join(profile, name), { force: true });
    const { executablePath = chromium.executablePath(), args } = chromiumOptions();
    const own = [`--user-data-dir=${profile}`, '--remote-debugging-port=0', '--headless', '--disable-gpu'];
    // Detached: the browser and all its children are one process group, which a signal reaches as one.
    const child = spawn(executablePath, [...args, ...own, 'about:blank'], {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    if (!isStarted(child)) throw new Error('Chromium can’t be started');
    try {
      return new BrowserProcess(child, await chromium.connectOverCDP(await addressOf(child)));
    } catch (cause) {
      signalAll(child.pid, 'SIGKILL');
      throw new Error('Chromium did not come up', { cause });
    }
  }

  get context(): BrowserContext {
    const [context] = this.#browser.contexts();
    if (!context) throw new Error('a browser with a profile has a context');
    return context;
  }

  /** Every process of it, at once and without warning. Resolves when none is left. */
  async kill(): Promise<void> {
    const gone =
      this.#child.exitCode === null && this.#child.signalCode === null
        ? once(this.#child, 'exit')
        : undefined;
    signalAll(this.#child.pid, 'SIGKILL');
    await gone;
    while (signalAll(this.#child.pid, 0)) await sleep(5);
    await this.#browser.close();
  }

  /** Nothing of it runs any more, and nothing of it has ended: until `kill`. */
  freeze(): void {
    signalAll(this.#child.pid, 'SIGSTOP');
  }

  thaw(): void {
    signalAll(this.#child.pid, 'SIGCONT');
  }

  /** As a person closes it: everything is written out. */
  async close(): Promise<void> {
    const gone = once(this.#child, 'exit');
    const devtools = await this.#browser.newBrowserCDPSession();
    await devtools.send('Browser.close').catch(() => undefined); // it may be gone before it answers
    await gone;
    await this.kill();
  }
}

function isStarted(child: ChildProcess): child is ChildProcess & { pid: number } {
  return child.pid !== undefined;
}

/** To the whole group; whether there was anybody in it. */
function signalAll(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** Where the started browser listens, from what it prints. */
async function addressOf(child: ChildProcess): Promise<string> {
  let printed = '';
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      reject(new Error(`${why}: ${printed.slice(-1_000)}`));
    };
    const timer = setTimeout(() => {
      fail('Chromium was not ready in time');
    }, START_LIMIT_MS);
    child.once('exit', () => {
      clearTimeout(timer);
      fail('Chromium ended at its start');
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const [, address] = /DevTools listening on (ws:\S+)/.exec(printed) ?? [];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address);
    });
  });
}
