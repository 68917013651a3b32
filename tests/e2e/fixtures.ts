/** What each browser test begins with: its own server on a copy of the filled organisation, and tablets to use it from. */
import { test as base, chromium, type Browser, type BrowserContext } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromiumOptions } from '../support/chromium';
import { FaultProxy } from '../support/fault-proxy';
import { freePort, ServerProcess } from '../support/server-process';
import { Clinician } from './clinician';
import { TEMPLATE_DIR } from './template';

const DEVICE = { viewport: { width: 390, height: 844 }, locale: 'en-GB', timezoneId: 'Europe/London' };

/**
 * One clinician's tablet. By itself a browser with a profile that outlives it, to be switched off and on; `lent` by a
 * browser that is on already, one that stays on to the end and leaves nothing behind.
 */
export class Tablet {
  readonly #lender: Browser | undefined;
  #profile: string | undefined;
  #context: BrowserContext | undefined;

  constructor(lender?: Browser) {
    this.#lender = lender;
  }

  get profile(): string {
    this.#ensureOwnBrowser();
    return (this.#profile ??= mkdtempSync(join(tmpdir(), 'doorstep-tablet-')));
  }

  get context(): BrowserContext {
    if (!this.#context) throw new Error('the tablet is switched off');
    return this.#context;
  }

  async switchOn(): Promise<BrowserContext> {
    this.#context = this.#lender
      ? await this.#lender.newContext(DEVICE)
      : await chromium.launchPersistentContext(this.profile, { ...chromiumOptions(), ...DEVICE });
    this.#context.setDefaultTimeout(20_000);
    return this.#context;
  }

  async switchOff(): Promise<void> {
    this.#ensureOwnBrowser();
    await this.#context?.close();
    this.#context = undefined;
  }

  async dispose(): Promise<void> {
    await this.#context?.close();
    if (this.#profile !== undefined) rmSync(this.#profile, { recursive: true, force: true });
  }

  #ensureOwnBrowser(): void {
    if (this.#lender) throw new Error('test.use({ ownBrowser: true }) is missing');
  }
}

interface Fixtures {
  /** `test.use({ ownBrowser: true })`: each tablet is a browser with a profile on the disk, to switch off and on. */
  ownBrowser: boolean;
  /** `test.use({ behindProxy: true })`: tablets come in through `network`. */
  behindProxy: boolean;
  /** Started. */
  server: ServerProcess;
  /** The only way to the server; passes everything until it is given a fault. */
  network: FaultProxy;
  /** Switched on, the app open at its first page; the demo user is chosen by name. */
  clinician: (name?: string, origin?: string) => Promise<Clinician>;
}

export const test = base.extend<Fixtures>({
  ownBrowser: [false, { option: true }],
  behindProxy: [false, { option: true }],
  server: async ({ behindProxy }, use) => {
    const origin = behindProxy ? { origin: `http://localhost:${await freePort()}` } : {};
    const server = await ServerProcess.create({ template: TEMPLATE_DIR, ...origin });
    await server.start();
    await use(server);
    await server.dispose();
  },
  network: async ({ server, behindProxy }, use) => {
    if (!behindProxy) throw new Error('test.use({ behindProxy: true }) is missing');
    const proxy = await FaultProxy.listen(Number(new URL(server.origin).port), () => server.port);
    await use(proxy);
    await proxy.close();
  },
  clinician: async ({ server, browser, ownBrowser }, use) => {
    const tablets: Tablet[] = [];
    await use(async (name = 'Amara Okafor', origin = server.origin) => {
      const tablet = new Tablet(ownBrowser ? undefined : browser);
      tablets.push(tablet);
      await tablet.switchOn();
      return Clinician.arrive(tablet, origin, name);
    });
    for (const tablet of tablets) await tablet.dispose();
  },
});

export { expect } from '@playwright/test';
