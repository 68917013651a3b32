/** One clinician's tablet: a browser with a profile that outlives it, to be switched off and on. */
import { chromium, type BrowserContext } from '@playwright/test';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromiumOptions } from '../support/chromium';
import { ORIGIN } from './template';

const DEVICE = { viewport: { width: 390, height: 844 }, locale: 'en-GB', timezoneId: 'Europe/London' };

export interface TabletOptions {
  /** The port of this machine at which it finds what stands at `ORIGIN`. */
  port?: () => number;
  /** The profile to begin with a copy of. */
  prepared?: string;
  /** A browser with everything that belongs to one: `chromiumOptions`. */
  whole?: boolean;
}

export class Tablet {
  readonly profile = mkdtempSync(join(tmpdir(), 'doorstep-tablet-'));
  readonly #options: TabletOptions;
  #context: BrowserContext | undefined;

  constructor(options: TabletOptions = {}) {
    this.#options = options;
    if (options.prepared !== undefined) cpSync(options.prepared, this.profile, { recursive: true });
  }

  /** Where programs other than its browser find what it finds at its server's origin; cookies know no ports. */
  get address(): string {
    const { port } = this.#options;
    return port ? `http://localhost:${port()}` : ORIGIN;
  }

  get context(): BrowserContext {
    if (!this.#context) throw new Error('the tablet is switched off');
    return this.#context;
  }

  async switchOn(): Promise<BrowserContext> {
    const { port, whole = true } = this.#options;
    const { args, ...options } = chromiumOptions({ whole });
    const { host } = new URL(ORIGIN);
    const way = port ? [`--host-resolver-rules=MAP ${host} 127.0.0.1:${port()}`] : [];
    this.#context = await chromium.launchPersistentContext(this.profile, {
      ...options,
      ...DEVICE,
      args: [...args, ...way],
    });
    this.#context.setDefaultTimeout(20_000);
    return this.#context;
  }

  async switchOff(): Promise<void> {
    await this.#context?.close();
    this.#context = undefined;
  }

  /** As a tablet that falls: every process of its browser is killed (SIGKILL). */
  async kill(): Promise<void> {
    const { context } = this;
    const closed = new Promise((resolve) => context.once('close', resolve));
    for (const pid of processesOf(this.profile)) killIfThere(pid);
    await closed;
    this.#context = undefined;
  }

  async dispose(): Promise<void> {
    await this.#context?.close();
    rmSync(this.profile, { recursive: true, force: true });
  }
}

/** By what they were started with, as Linux tells it. The browser's other processes end with it. */
function processesOf(profile: string): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => commandOf(pid).includes(`--user-data-dir=${profile}`)).map(Number);
}

/** One of them may have ended with another. */
function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ESRCH') throw cause;
  }
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // it has ended meanwhile
  }
}
