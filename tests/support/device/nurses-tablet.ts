/** A nurse's tablet whose disk is empty at first, with a server that has two patients for it. */
import { expect } from 'vitest';
import { FakeServer } from './fake-server';
import { Browser } from './open-tab';
import { keyPair } from './open-vault';
import { patientIdOf } from './packs';
import { freshDisk } from './world';

export const PASSPHRASE = 'copper kettle on the stove';
export const NOTE = {
  patientId: patientIdOf(1),
  body: { kind: 'note' as const, text: 'The wombat bandage was changed' },
};

export class NursesTablet {
  private constructor(
    readonly server: FakeServer,
    readonly serverKey: Awaited<ReturnType<typeof keyPair>>,
    readonly browser: Browser,
  ) {}

  static async fresh(): Promise<NursesTablet> {
    await freshDisk();
    const serverKey = await keyPair();
    const server = new FakeServer(serverKey.publicKey);
    server.asOf = new Date().toISOString();
    server.journalBase = `j${crypto.randomUUID().replaceAll('-', '')}`;
    server.serve([1, '1.a'], [2, '1.a']);
    return new NursesTablet(server, serverKey, new Browser(server));
  }

  get journals() {
    return this.browser.journals;
  }

  /** As the server has it, that of this month. */
  get journal() {
    return this.journals.journal(`${this.server.journalBase}-${new Date().toISOString().slice(0, 7)}`);
  }

  openTab() {
    return this.browser.openTab();
  }

  /** A tab with the vault open and the caseload down. */
  async setUp() {
    const tab = this.openTab();
    expect((await tab.device.createVault(PASSPHRASE)).kind).toBe('open');
    await tab.device.sync();
    return tab;
  }
}
