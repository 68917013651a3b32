/** What each browser test begins with: its own server on a copy of the filled organisation, and tablets to use it from. */
import { test as base, chromium, type BrowserContext } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromiumOptions } from '../support/chromium';
import { FaultProxy } from '../support/fault-proxy';
import { freePort, ServerProcess } from '../support/server-process';
import { Clinician } from './clinician';
import { TEMPLATE_DIR } from './template';

/** A browser profile of its own, which outlives the browser: a tablet that is switched off and on. */
export class Tablet {
  readonly profile = mkdtempSync(join(tmpdir(), 'doorstep-tablet-'));
  #context: BrowserContext | undefined;

  constructor(readonly viewport = { width: 390, height: 844 }) {}

  get context(): BrowserContext {
    if (!this.#context) throw new Error('the tablet is switched off');
    return this.#context;
  }

  async switchOn(): Promise<BrowserContext> {
    this.#context = await chromium.launchPersistentContext(this.profile, {
      ...chromiumOptions(),
      viewport: this.viewport,
      locale: 'en-GB',
      timezoneId: 'Europe/London',
    });
    this.#context.setDefaultTimeout(20_000);
    return this.#context;
  }

  async switchOff(): Promise<void> {
    await this.#context?.close();
    this.#context = undefined;
  }

  async dispose(): Promise<void> {
    await this.switchOff();
    rmSync(this.profile, { recursive: true, force: true });
  }
}

interface Fixtures {
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
  clinician: async ({ server }, use) => {
    const tablets: Tablet[] = [];
    await use(async (name = 'Amara Okafor', origin = server.origin) => {
      const tablet = new Tablet();
      tablets.push(tablet);
      await tablet.switchOn();
      return Clinician.arrive(tablet, origin, name);
    });
    for (const tablet of tablets) await tablet.dispose();
  },
});

export { expect } from '@playwright/test';
