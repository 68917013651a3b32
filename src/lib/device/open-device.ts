/** Everything that exists only while the vault is open: packs, journal, drafts, sync. Locking drops it as a whole. */
import type { DeviceStatus, SealedOutcome } from './api';
import { Audit } from './audit/audit';
import { deviceStatusOf } from './device-status';
import { BreakGlass } from './emergency/break-glass';
import { Journal } from './journal/journal';
import { newestWriting, stateOfOwn } from './journal/own-entry';
import { Writer } from './journal/writer';
import type { VaultLease } from './lease/lease';
import { LeaseWatch } from './lease/lease-watch';
import { LeasedStores } from './lease/leased-stores';
import type { NoticeVerdict } from './lease/notices';
import type { CaseloadStore } from './packs/caseload-store';
import { DraftStore } from './packs/draft-store';
import { PackDb } from './packs/pack-db';
import type { PackStore } from './packs/pack-store';
import { Reader } from './reader';
import { openSealedNotes } from './sealed/sealed-reader';
import { storedDamage } from './stored-damage';
import type { OpenSurroundings, Hooks } from './surroundings';
import { makeSync } from './make-sync';
import type { Sync } from './sync/sync';
import { SyncStatus } from './sync/sync-status';
import type { TabMessage } from './tabs';
import { Upkeep } from './upkeep';
import type { OpenVault } from './vault/open-vault';

export class OpenDevice {
  readonly vault: OpenVault;
  readonly journal: Journal;
  readonly drafts: DraftStore;
  readonly reader: Reader;
  readonly writer: Writer;
  readonly audit: Audit;
  readonly breakGlass: BreakGlass;
  readonly status: SyncStatus;
  readonly sync: Sync;
  readonly lease: VaultLease;
  readonly #leaseWatch: LeaseWatch;
  readonly #around: OpenSurroundings;
  readonly #tell: (message: TabMessage) => void;
  readonly #db: PackDb;
  readonly #packs: PackStore;
  readonly #caseloads: CaseloadStore;
  readonly #leased: LeasedStores;
  /** What is stored of the caseload can't be read. */
  #caseloadDamaged = false;
  readonly upkeep: Upkeep;
  /** Entries and their states as last told, to tell only of changes. */
  #told = '';
  #tellTimer: ReturnType<typeof setTimeout> | undefined;

  private constructor(vault: OpenVault, around: OpenSurroundings, hooks: Hooks) {
    const [{ now, registry, databases }, { tell }] = [around, hooks];
    this.vault = vault;
    this.#around = around;
    this.#tell = tell;
    this.#db = new PackDb(vault.userHash);
    this.audit = new Audit({
      vault,
      store: around.audits,
      witness: around.witness,
      now,
      lastContact: () => this.#caseloads.contact?.confirmedAt,
    });
    this.#leased = new LeasedStores(this.#db, vault, around, this.audit);
    const { clock, lease } = this.#leased;
    [this.lease, this.#packs, this.#caseloads] = [lease, this.#leased.packs, this.#leased.caseloads];
    this.drafts = new DraftStore(this.#db, vault, (drafts) =>
      around.sentinel.update(vault.userHash, { drafts }),
    );
    this.journal = new Journal(vault, databases, registry, around);
    this.status = new SyncStatus((state) => {
      tell({ kind: 'sync', state });
      this.#emitStatus();
    });
    this.writer = new Writer({
      vault,
      journal: this.journal,
      now,
      lastContact: () => this.#caseloads.contact?.confirmedAt,
      nameOf: (patientId) => this.#packs.held.get(patientId)?.card.name,
      onSaved: () => {
        this.sync.sendSoon();
        // Whoever pressed Save is answered first.
        clearTimeout(this.#tellTimer);
        this.#tellTimer = setTimeout(() => {
          around.events.emit({ kind: 'journal-waiting' });
          this.onJournal();
        });
      },
    });
    this.breakGlass = new BreakGlass({
      store: this.#leased.emergencies,
      writer: this.writer,
      audit: this.audit,
      entries: () => this.journal.entries.values(),
      ask: (query) => around.server.findPeople(query),
      isOnCaseload: (patientId) => this.#isOnCaseload(patientId),
      leaseEnded: () => this.reader.leaseEnded,
      // The entry of it is on the disk at once, the clock only now and then.
      now: () => Math.max(clock.now(), newestWriting(this.journal.entries.values())),
    });
    this.reader = new Reader({
      vault,
      caseloads: this.#caseloads,
      packs: this.#packs,
      journal: this.journal,
      breakGlass: this.breakGlass,
      storage: around.storage,
      lease: this.lease,
      clock,
      now,
      isDamaged: () => this.#caseloadDamaged && !this.#caseloads.held,
      onDamage: () => {
        this.status.warn('pack-damaged');
        void this.sync.run();
      },
    });
    const onData = (patientIds?: string[]) => {
      tell({ kind: 'data', patientIds });
      this.#emitData(patientIds);
    };
    const onJournal = () => {
      this.onJournal();
    };
    this.upkeep = new Upkeep({
      ...{ vault, around, journal: this.journal, packs: this.#packs, status: this.status },
      nameOf: (patientId) => this.nameOf(patientId),
      isBesideWhole: () => this.#leased.isBesideWhole(),
      isVisitedToday: (patientId) =>
        this.reader.today().visits.some(({ visit }) => visit.patientId === patientId),
      onPacks: onData,
      onJournal,
    });
    const onLease = async ({ opened }: { opened: boolean }) => {
      tell({ kind: 'lease' });
      await (opened ? this.#readAgain() : Promise.resolve());
      this.#emitStatus();
    };
    this.#leaseWatch = new LeaseWatch(this.lease, () => onLease({ opened: true }));
    this.sync = makeSync({
      ...{ vault, around, hooks, journal: this.journal, leased: this.#leased, status: this.status },
      onLease,
      onData,
      onJournal,
      isWaiting: () => this.#isUnanswered(),
      report: () => this.upkeep.report(),
    });
  }

  /** Reads what lists, search and outbox run on. Rejects when the storage can't be read. */
  static async open(vault: OpenVault, around: OpenSurroundings, hooks: Hooks): Promise<OpenDevice> {
    const device = new OpenDevice(vault, around, hooks);
    await device.#load();
    return device;
  }

  deviceStatus(): DeviceStatus {
    const { status, journal, upkeep, vault, reader } = this;
    return deviceStatusOf({ status, journal, upkeep, vault, reader, held: this.#caseloads.held });
  }

  nameOf(patientId: string): string | undefined {
    return this.reader.leaseEnded ? undefined : this.#packs.held.get(patientId)?.card.name;
  }

  sealedNotes(patientId: string): Promise<SealedOutcome> {
    return openSealedNotes(patientId, {
      store: this.#leased.sealed,
      audit: this.audit,
      entries: () => this.journal.entries.values(),
      mayShow: (id) => !this.reader.leaseEnded && this.#isOnCaseload(id),
      now: () => this.#around.now() + this.vault.clockOffsetMs,
    });
  }

  #isOnCaseload(patientId: string): boolean {
    return this.#caseloads.held?.caseload.rows.some((row) => row.patientId === patientId) === true;
  }

  /** Tells the page, and the other tabs when they can read it from the disk, that entries or their states are others than last told. */
  onJournal(): void {
    const now = [...this.journal.entries.values()].map((own) => own.entryId + stateOfOwn(own)).join();
    if (now === this.#told) return;
    this.#told = now;
    void this.journal.rest().then(() => {
      this.#tell({ kind: 'journal' });
    });
    this.#around.events.emit({ kind: 'data' });
    this.#emitStatus();
  }

  /** What another tab, or the service worker, has done. */
  async hear(message: TabMessage): Promise<void> {
    if (message.kind === 'sync') {
      this.status.adopt(message.state);
      this.#emitStatus();
    } else if (message.kind === 'journal') {
      // It may be one that this tab has not met yet: the first of a month.
      await this.journal.load();
      this.onJournal();
      this.sync.expectAnswer();
    } else if (message.kind === 'lease') {
      await this.lease.load();
      await this.#readAgain();
    } else if (message.kind === 'left') {
      await this.#leased.readErased();
      this.#emitAll();
    } else if (message.kind === 'data') {
      await Promise.all([this.#packs.load(message.patientIds), this.#caseloads.load()]);
      this.#emitData(message.patientIds);
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#tellTimer);
    this.sync.stop();
    await Promise.all([this.#leaseWatch.stop(), this.audit.rest(), this.journal.rest()]);
    this.#db.close();
    await this.#around.databases.closeAll();
  }

  async #load(): Promise<void> {
    const [{ anew }] = await Promise.all([this.#db.openAnyhow(), this.#around.registry.openAnyhow()]);
    await this.lease.load();
    const [packs, caseload, drafts, expected] = await Promise.all([
      this.#packs.load(),
      this.#caseloads.load(),
      this.drafts.readable(),
      this.#around.sentinel.find(this.vault.userHash),
      this.journal.load(),
    ]);
    const [held, clockLost] = [this.#packs.held.size, this.lease.isClockLost];
    const stored = (await this.#packs.storedIds()).length;
    const found = { anew, clockLost, caseload: caseload.kind, packs: { held, stored, ...packs }, drafts };
    const damage = storedDamage(found, expected);
    this.#caseloadDamaged = damage.caseload;
    const { confirmedAt, completeAt } = this.#caseloads.contact ?? {};
    // Not told to the other tabs: they know better.
    this.status.adopt({
      ...this.status.state,
      ...(confirmedAt === undefined ? {} : { lastContact: confirmedAt }),
      ...(completeAt === undefined ? {} : { completeAt }),
      warnings: damage.warnings,
    });
    this.#leaseWatch.start();
    await this.upkeep.look();
    this.onJournal();
    if (this.#isUnanswered()) this.#around.events.emit({ kind: 'journal-waiting' });
  }

  /** Looks into every pack, after the lists are shown: what can't be read is fetched again before anybody needs it. */
  async check(): Promise<void> {
    // Where there is nothing to look into, the packs come first. Room is left for the reserve meanwhile.
    if (this.#packs.held.size === 0) await this.sync.run();
    if (!this.sync.hasEnded && !(await this.upkeep.check())) await this.sync.run();
  }

  /** An outage notice, from wherever it comes. */
  async takeNotice(signed: string): Promise<NoticeVerdict> {
    const verdict = await this.lease.keepNotice(signed);
    if (verdict.kind === 'taken') {
      this.#tell({ kind: 'lease' });
      await this.#readAgain();
    }
    return verdict;
  }

  /** The user has left: nothing of a patient stays on this device. */
  async forgetPatients(): Promise<void> {
    if (!(await this.#leased.erase(this.#around.sentinel))) return;
    this.#tell({ kind: 'left' });
    this.#emitAll();
  }

  /** The lease has ended, or what had ended can be read again. */
  async #readAgain(): Promise<void> {
    await this.#leased.readAgain();
    this.#emitAll();
  }

  #emitAll(): void {
    this.#emitData(undefined);
    this.#emitStatus();
  }

  #isUnanswered(): boolean {
    return this.journal.names(['on-device', 'received']).length > 0;
  }

  #emitData(patientIds: string[] | undefined): void {
    this.#around.events.emit(patientIds ? { kind: 'data', patientIds } : { kind: 'data' });
  }

  #emitStatus(): void {
    this.#around.events.emit({ kind: 'status', status: this.deviceStatus() });
  }
}
