/** One nurse's tablet: the real device from the vault inwards, on a disk of its own, until its browser is killed. */
import { AuditStore } from '../../../src/lib/device/audit/audit-store';
import { DeviceEvents } from '../../../src/lib/device/device-events';
import type { Enrolments } from '../../../src/lib/device/enrolments';
import { FileCopyLog } from '../../../src/lib/device/journal/copy-log';
import { JournalDatabases, type JournalDatabase } from '../../../src/lib/device/journal/journal-db';
import { JournalRegistry } from '../../../src/lib/device/journal/registry';
import { OpenDevice } from '../../../src/lib/device/open-device';
import { ServerClient } from '../../../src/lib/device/sync/server-client';
import type { OpenVault } from '../../../src/lib/device/vault/open-vault';
import type { Vault } from '../../../src/lib/device/vault/vault';
import { FakeLocks, MemoryWitness, witnessesAt } from '../../support/device/world';
import { Disk } from './disk';
import { Link, type LinkParts } from './link';
import { UnflushedFile } from './unflushed-file';
import { UnflushedPlace } from './unflushed-place';

interface Process {
  /** Undefined while the vault is being opened. */
  device: OpenDevice | undefined;
  databases: MortalDatabases;
  registry: JournalRegistry;
  audits: AuditStore;
  link: Link;
}

export class Tablet {
  /** How far its clock is ahead of the true time, in ms. */
  clockAheadMs = 0;
  /** It has been, at some time. */
  clockWasMoved = false;
  link: Link;
  readonly disk: Disk;
  readonly #witness = new MemoryWitness();
  #place = new UnflushedPlace();
  #log = new UnflushedFile();
  readonly #linkParts: LinkParts;
  #process: Process | undefined;

  constructor(
    readonly name: string,
    readonly vault: OpenVault,
    linkParts: LinkParts,
  ) {
    this.#linkParts = linkParts;
    this.link = new Link(linkParts);
    const own = [vault.journalBase, vault.userHash];
    this.disk = new Disk(
      // Ids are random letters: a tablet's name may stand in the middle of another's.
      (database) => database.endsWith(`-${name}`) || own.some((part) => database.includes(part)),
    );
  }

  /** The open device, while its process lives. */
  get open(): OpenDevice | undefined {
    return this.#process?.device;
  }

  /** What it knows of its journals beside them. */
  get standing() {
    return this.#process && { registry: this.#process.registry, ...witnessesAt(this.#place) };
  }

  /** Opens the browser and unlocks the vault; stays off while the disk is full. */
  async start(): Promise<void> {
    if (this.#process) return;
    const process = this.#boot();
    this.#process = process;
    try {
      const device = await this.#open(process);
      // Killed while it was opening.
      if (this.#process !== process) {
        await device.close();
        return;
      }
      process.device = device;
      void device.sync.start();
    } catch (cause) {
      // What became of a process that was killed over it nobody asks.
      if (this.#process !== process) return;
      await this.kill();
      if (!this.disk.full) throw cause;
    }
  }

  /** The browser ends in whatever it was doing; what has reached the disk is all that stays. */
  async kill(): Promise<void> {
    const process = this.#process;
    if (!process) return;
    this.#process = undefined;
    process.link.end();
    process.databases.dead = true;
    this.disk.letGo();
    this.#place = new UnflushedPlace(this.#place);
    this.#log = new UnflushedFile(this.#log);
    // Nothing is left to write on: this only stops its timers.
    process.registry.close();
    process.audits.close();
    await (process.device?.close() ?? process.databases.closeAll());
  }

  /** What was not flushed is gone; the browser ends too. */
  async cutPower(): Promise<void> {
    const ended = this.kill();
    this.disk.cutPower();
    this.#place.cutPower();
    this.#log.cutPower();
    await ended;
  }

  #boot(): Process {
    const link = new Link(this.#linkParts);
    link.state = this.link.state;
    this.link = link;
    return {
      device: undefined,
      databases: new MortalDatabases(),
      registry: new JournalRegistry(`doorstep-journals-${this.name}`),
      audits: new AuditStore(`doorstep-audit-${this.name}`),
      link,
    };
  }

  #open({ databases, registry, audits, link }: Process): Promise<OpenDevice> {
    const now = () => Date.now() + this.clockAheadMs;
    const log = new FileCopyLog(this.#log);
    return OpenDevice.open(
      this.vault,
      {
        server: new ServerClient(link.fetch, now),
        vaults: KEEPER,
        ...witnessesAt(this.#place, new FakeLocks().manager, () => Promise.resolve(log)),
        enrolments: ENROLLED,
        ...{ registry, audits, databases, now },
        witness: this.#witness,
        events: new DeviceEvents(),
        locks: new FakeLocks().manager,
        storage: { estimate: () => Promise.resolve({}), persisted: () => Promise.resolve(true) },
        reserve: {
          ensure: () => Promise.resolve(),
          release: () => Promise.resolve(),
          missing: () => Promise.resolve(0),
        },
        journalsAddress: 'http://server.test/journals',
        ask: link.fetch,
        openNews: silence,
        appVersion: '0.1.0',
      },
      { tell: () => undefined, onLost: () => undefined, onSignedOut: () => undefined },
    );
  }
}

/** The vault is open already, and its row is not part of the game. */
const KEEPER = {
  update: (vault: OpenVault, change: Partial<OpenVault>) => {
    Object.assign(vault, change);
    return Promise.resolve();
  },
} as unknown as Vault;

/** It is enrolled, and its journal is carried by who is signed in. */
const ENROLLED = {
  find: () => Promise.resolve({ credential: 'shown to nobody' }),
  findNotice: () => Promise.resolve(undefined),
  findNoticeTime: () => Promise.resolve(undefined),
  save: () => Promise.resolve(),
} as unknown as Enrolments;

/** A stream of news on which nothing ever comes: the tablet asks by itself. */
const silence = () => Object.assign(new EventTarget(), { close: () => undefined }) as unknown as EventSource;

/** Once dead, opens nothing any more: what asks waits for ever, as a process that has ended. */
class MortalDatabases extends JournalDatabases {
  dead = false;

  override open(name: string): JournalDatabase {
    return this.dead ? FROZEN : super.open(name);
  }
}

const FROZEN = new Proxy({} as JournalDatabase, { get: () => () => new Promise<never>(() => undefined) });
