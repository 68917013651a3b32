/** A tab with a fresh data worker, in a browser that several tabs share. */
// IndexedDB has to be in its place before Dexie looks for it.
import { FakeLocks, MemoryPlace, MemoryWitness, witnessesAt } from './world';
import type { DeviceEvent } from '../../../src/lib/device/api';
import { AuditStore } from '../../../src/lib/device/audit/audit-store';
import { Device } from '../../../src/lib/device/device';
import { DeviceEvents } from '../../../src/lib/device/device-events';
import { asEnrolled, Enrolments } from '../../../src/lib/device/enrolments';
import { JournalRegistry } from '../../../src/lib/device/journal/registry';
import type { Reserve } from '../../../src/lib/device/storage/reserve';
import { ServerClient } from '../../../src/lib/device/sync/server-client';
import { Vault } from '../../../src/lib/device/vault/vault';
import { VaultStore } from '../../../src/lib/device/vault/vault-store';
import { FakeJournals } from './fake-journals';
import type { FakeServer } from './fake-server';

export class Browser {
  readonly place = new MemoryPlace();
  readonly witness = new MemoryWitness();
  readonly locks = new FakeLocks();
  readonly journals = new FakeJournals();
  /** Bytes. */
  room = 1_000_000_000;
  reserve: Reserve = {
    ensure: () => Promise.resolve(),
    release: () => Promise.resolve(),
    missing: () => Promise.resolve(0),
  };
  readonly #tabs: Device[] = [];
  readonly #stores: { close(): void }[] = [];

  constructor(readonly server: FakeServer) {}

  openTab(): { device: Device; events: DeviceEvent[] } {
    const events: DeviceEvent[] = [];
    const witnesses = witnessesAt(this.place, this.locks.manager);
    const [vaultStore, registry, enrolments, audits] = [
      new VaultStore(witnesses.vaultCopies),
      new JournalRegistry(),
      new Enrolments(this.place),
      new AuditStore(),
    ];
    this.#stores.push(vaultStore, registry, enrolments, audits);
    const device = new Device({
      server: new ServerClient(this.server.fetch),
      vaults: new Vault(vaultStore, witnesses.sentinel),
      ...witnesses,
      enrolments,
      registry,
      audits,
      witness: this.witness,
      events: new DeviceEvents(),
      locks: this.locks.manager,
      storage: {
        estimate: () => Promise.resolve({ usage: 0, quota: this.room }),
        persisted: () => Promise.resolve(true),
      },
      reserve: this.reserve,
      journalsAddress: this.journals.address,
      ask: asEnrolled((input, options) => this.journals.fetch(input, options), enrolments),
      openNews: silence,
      now: () => Date.now(),
      appVersion: '0.1.0',
    });
    void device.subscribe((event) => events.push(event));
    this.#tabs.push(device);
    return { device, events };
  }

  async close(): Promise<void> {
    for (const tab of this.#tabs.splice(0)) await tab.end();
    for (const store of this.#stores.splice(0)) store.close();
  }
}

/** A stream of news on which nothing ever comes. */
const silence = () => Object.assign(new EventTarget(), { close: () => undefined }) as unknown as EventSource;
