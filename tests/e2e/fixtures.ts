/** What each browser test begins with: its own server on a copy of the filled organisation, and tablets to use it from. */
import { test as base } from '@playwright/test';
import { FaultProxy } from '../support/fault-proxy';
import { freePort, ServerProcess } from '../support/server-process';
import { Clinician } from './clinician';
import { Tablet } from './tablet';
import { findPreparedProfile, ORIGIN, TEMPLATE_DIR } from './template';

interface Fixtures {
  /** `test.use({ behindProxy: true })`: tablets come in through `network`. */
  behindProxy: boolean;
  /** `test.use({ wholeBrowser: true })`: tablets are whole browsers, for tests about what those keep, install or do by themselves. */
  wholeBrowser: boolean;
  /** `test.use({ ownOrigin: true })`: the server's origin is where it listens, for any browser and program. */
  ownOrigin: boolean;
  /** Started. */
  server: ServerProcess;
  /** The way from the tablets to the server; passes everything until it is given a fault. */
  network: FaultProxy;
  /** With a tablet that nobody has used, switched on, the app open at its first page; the demo user is chosen by name. */
  clinician: (name?: string, origin?: string) => Promise<Clinician>;
  /** With the vault open and the caseload on the tablet. */
  ready: (name?: string) => Promise<Clinician>;
}

interface Parts {
  /** Where tablets come in. */
  entry: { port: () => number; proxy?: FaultProxy };
  /** Switched on so far. */
  tablets: Tablet[];
}

export const test = base.extend<Fixtures & Parts>({
  behindProxy: [false, { option: true }],
  wholeBrowser: [false, { option: true }],
  ownOrigin: [false, { option: true }],
  server: async ({ ownOrigin }, use) => {
    const origin = ownOrigin ? {} : { origin: ORIGIN };
    const server = await ServerProcess.create({ template: TEMPLATE_DIR, ...origin });
    await server.start();
    await use(server);
    await server.dispose();
  },
  entry: async ({ server, behindProxy }, use) => {
    if (!behindProxy) {
      await use({ port: () => server.port });
      return;
    }
    const port = await freePort();
    const proxy = await FaultProxy.listen(port, () => server.port);
    await use({ port: () => port, proxy });
    await proxy.close();
  },
  network: async ({ entry }, use) => {
    if (!entry.proxy) throw new Error('test.use({ behindProxy: true }) is missing');
    await use(entry.proxy);
  },
  // eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs
  tablets: async ({}, use) => {
    const tablets: Tablet[] = [];
    await use(tablets);
    for (const tablet of tablets) await tablet.dispose();
  },
  clinician: async ({ server, entry, tablets, wholeBrowser }, use) => {
    await use(async (name = 'Amara Okafor', origin = server.origin) => {
      const tablet = new Tablet({ port: entry.port, whole: wholeBrowser });
      tablets.push(tablet);
      await tablet.switchOn();
      return Clinician.arrive(tablet, origin, name);
    });
  },
  ready: async ({ clinician, server, entry, tablets, wholeBrowser }, use) => {
    await use(async (name = 'Amara Okafor') => {
      const prepared = findPreparedProfile(name);
      // What one of the two browsers has kept is not for the other.
      if (prepared === undefined || wholeBrowser) return (await clinician(name)).ready();
      const tablet = new Tablet({ port: entry.port, prepared, whole: false });
      tablets.push(tablet);
      await tablet.switchOn();
      const nurse = await Clinician.arrive(tablet, server.origin, name);
      await nurse.unlock();
      await nurse.caseloadComplete();
      return nurse;
    });
  },
});

export { expect } from '@playwright/test';
