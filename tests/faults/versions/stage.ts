/** One tablet in Node, with tabs, and the real server's journals and filing behind it. */
import { importJWK, type JWK } from 'jose';
import { AuditStore } from '../../../src/lib/device/audit/audit-store';
import { CacheWitness } from '../../../src/lib/device/audit/witness';
import { Device } from '../../../src/lib/device/device';
import { DeviceEvents } from '../../../src/lib/device/device-events';
import { Enrolments } from '../../../src/lib/device/enrolments';
import { JournalRegistry } from '../../../src/lib/device/journal/registry';
import { ServerClient } from '../../../src/lib/device/sync/server-client';
import { Vault } from '../../../src/lib/device/vault/vault';
import { VaultStore } from '../../../src/lib/device/vault/vault-store';
import { CachePlace } from '../../../src/lib/device/witness/place';
import type { PublicKey, RegistrationRequest } from '../../../src/lib/record/registration';
import { FakeServer } from '../../support/device/fake-server';
import { patientIdOf } from '../../support/device/packs';
import { FakeLocks, witnessesAt } from '../../support/device/world';
import { NOW, Office } from '../../support/office';
import { pairOf } from '../../../src/lib/server/native-seal';
import type { Store } from '../../../src/lib/server/store/store';
import type { CacheImage } from './cache-image';
import type { DatabaseImage } from './disk-image';

export const PASSPHRASE = 'copper kettle on the stove';
export const PATIENT = patientIdOf(1);
export const USER = 'ada';
const JOURNALS = 'http://server.test/journals';
const TEAM = 't1';

/** A device as some version of the app left it, with what its server needs to know of it. */
export interface Frozen {
  /** The server's key pair; made for this and used for nothing else. */
  serverKey: { public: PublicKey; private: JWK };
  registration: RegistrationRequest;
  /** What the device shows once it is open. */
  notes: string[];
  databases: DatabaseImage[];
  /** What stands outside IndexedDB, with a loss that nobody has read of. The first versions were frozen without. */
  caches?: CacheImage[];
}

export class Stage {
  readonly #locks = new FakeLocks();
  readonly #place = new CachePlace();
  readonly witnesses = witnessesAt(this.#place, this.#locks.manager);
  readonly #closing: { close(): void }[] = [];
  readonly #tabs: Device[] = [];
  registration: RegistrationRequest | undefined;
  online = true;

  private constructor(
    readonly office: Office,
    readonly server: FakeServer,
  ) {}

  static async open(store: Store, key: Frozen['serverKey']): Promise<Stage> {
    const opening = {
      kid: key.public.kid,
      key: (await importJWK(key.private, 'ECDH-ES+A256KW')) as CryptoKey,
      pair: pairOf(key.private.d ?? ''),
    };
    const office = await Office.open(store, { public: key.public, opening });
    await office.organisation.addPatients(TEAM, [PATIENT]);
    await office.record.commit(PATIENT, () => [{ resourceType: 'Patient', id: PATIENT }]);
    const server = new FakeServer(key.public);
    server.user = USER;
    server.asOf = NOW.toISOString();
    server.serve([1, '1.a'], [2, '1.a']);
    return new Stage(office, server);
  }

  /** Makes the device known to the server, as it did itself when its vault was made. */
  async register(registration: RegistrationRequest): Promise<void> {
    this.registration = registration;
    await this.office.hire(USER);
    this.server.journalBase = (await this.office.devices.register(USER, registration, NOW)).journalBase;
  }

  /** A tab of the tablet, as when its page is opened. */
  openTab(): Device {
    const { witnesses } = this;
    const [vaults, registry, audits, enrolments] = [
      new VaultStore(witnesses.vaultCopies),
      new JournalRegistry(),
      new AuditStore(),
      new Enrolments(this.#place),
    ];
    this.#closing.push(vaults, registry, audits, enrolments);
    const tab = new Device({
      server: new ServerClient(
        (address, options) => this.#ask(address, options),
        () => NOW.getTime(),
      ),
      vaults: new Vault(vaults, witnesses.sentinel),
      ...witnesses,
      reserve: {
        ensure: () => Promise.resolve(),
        release: () => Promise.resolve(),
        missing: () => Promise.resolve(0),
      },
      enrolments,
      registry,
      audits,
      witness: new CacheWitness(),
      events: new DeviceEvents(),
      locks: this.#locks.manager,
      storage: { estimate: () => Promise.resolve({}), persisted: () => Promise.resolve(true) },
      journalsAddress: JOURNALS,
      ask: (input, options) => this.#carry(new Request(input, options)),
      openNews: () => Object.assign(new EventTarget(), { close: () => undefined }) as unknown as EventSource,
      now: () => NOW.getTime(),
      appVersion: '0.1.0',
    });
    this.#tabs.push(tab);
    return tab;
  }

  async close(): Promise<void> {
    for (const tab of this.#tabs) await tab.end();
    for (const store of this.#closing) store.close();
    await this.office.close();
  }

  async #ask(address: string, options: RequestInit): Promise<Response> {
    if (address === '/api/devices')
      await this.register(JSON.parse(options.body as string) as RegistrationRequest);
    return this.server.fetch(address, options);
  }

  #carry(request: Request): Promise<Response> {
    if (!this.online) return Promise.reject(new TypeError('Failed to fetch'));
    const [, , name = '', ...path] = new URL(request.url).pathname.split('/').map(decodeURIComponent);
    return this.office.journals.answer({ userId: USER }, name, path.join('/'), request);
  }
}
