/** One clinician's tablet: a browser with a profile that outlives it, to be switched off and on. */
import { chromium, type BrowserContext } from '@playwright/test';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromiumOptions } from '../support/chromium';
import { ORIGIN } from './template';

const DEVICE = { viewport: { width: 390, height: 844 }, locale: 'en-GB', timezoneId: 'Europe/London' };

export class Tablet {
  readonly profile = mkdtempSync(join(tmpdir(), 'doorstep-tablet-'));
  readonly #port: (() => number) | undefined;
  #context: BrowserContext | undefined;

  /** Finds at `port` of this machine what stands at `ORIGIN`. Begins with a copy of the profile `prepared`. */
  constructor(port?: () => number, prepared?: string) {
    this.#port = port;
    if (prepared !== undefined) cpSync(prepared, this.profile, { recursive: true });
  }

  /** Where programs other than its browser find what it finds at its server's origin; cookies know no ports. */
  get address(): string {
    return this.#port ? `http://localhost:${this.#port()}` : ORIGIN;
  }

  get context(): BrowserContext {
    if (!this.#context) throw new Error('the tablet is switched off');
    return this.#context;
  }

  async switchOn(): Promise<BrowserContext> {
    const { args, ...options } = chromiumOptions();
    const { host } = new URL(ORIGIN);
    const way = this.#port ? [`--host-resolver-rules=MAP ${host} 127.0.0.1:${this.#port()}`] : [];
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

  async dispose(): Promise<void> {
    await this.#context?.close();
    rmSync(this.profile, { recursive: true, force: true });
  }
}
