/** Everything that exists only while the vault is open: packs, journal, drafts, sync. Locking drops it as a whole. */
import type { DeviceStatus, SealedOutcome } from './api';
import { Audit } from './audit/audit';
import { carryAudit } from './audit/carry-audit';
import { BreakGlass } from './emergency/break-glass';
import { EmergencyStore } from './emergency/emergency-store';
import { EmergencySync } from './emergency/emergency-sync';
import { ensureEnrolled } from './enrol';
import { FloorClock } from './floor-clock';
import { Journal } from './journal/journal';
import { countStates, oldestUnsent, stateOfOwn } from './journal/own-entry';
import { Writer } from './journal/writer';
import { CaseloadStore } from './packs/caseload-store';
import { DraftStore } from './packs/draft-store';
import { PackDb } from './packs/pack-db';
import { PackStore } from './packs/pack-store';
import { Reader } from './reader';
import { openSealedNotes } from './sealed/sealed-reader';
import { SealedStore } from './sealed/sealed-store';
import { SealedSync } from './sealed/sealed-sync';
import { hasRoom } from './storage/room';
import { storedDamage } from './stored-damage';
import type { OpenSurroundings, Hooks } from './surroundings';
import { CaseloadSync } from './sync/caseload-sync';
import { JournalSync } from './sync/journal-sync';
import { Sync } from './sync/sync';
import { SyncStatus } from './sync/sync-status';
import type { TabMessage } from './tabs';
import { unfiledAlarmHoursOf, Upkeep } from './upkeep';
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
  readonly #around: OpenSurroundings;
  readonly #tell: (message: TabMessage) => void;
  readonly #db: PackDb;
  readonly #packs: PackStore;
  readonly #caseloads: CaseloadStore;
  readonly #sealed: SealedStore;
  /** What is stored of the caseload can't be read. */
  #caseloadDamaged = false;
  readonly upkeep: Upkeep;
  /** Entries and their states as last told, to tell only of changes. */
  #told = '';
  #tellTimer: ReturnType<typeof setTimeout> | undefined;

  private constructor(vault: OpenVault, around: OpenSurroundings, { tell, onLost }: Hooks) {
    const { now, locks, registry, databases } = around;
    this.vault = vault;
    this.#around = around;
    this.#tell = tell;
    this.#db = new PackDb(vault.userHash);
    this.#packs = new PackStore(this.#db, vault);
    this.#caseloads = new CaseloadStore(this.#db, vault);
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
      lastContact: () => this.#caseloads.held?.confirmedAt,
      nameOf: (patientId) => this.#packs.held.get(patientId)?.card.name,
      onSaved: () => {
        around.events.emit({ kind: 'journal-waiting' });
        this.sync.sendSoon();
        // Whoever pressed Save is answered first.
        clearTimeout(this.#tellTimer);
        this.#tellTimer = setTimeout(() => {
          this.onJournal();
        });
      },
    });
    this.audit = new Audit({
      vault,
      store: around.audits,
      witness: around.witness,
      now,
      lastContact: () => this.#caseloads.held?.confirmedAt,
    });
    this.#sealed = new SealedStore(this.#db, vault);
    const emergencies = new EmergencyStore(this.#db, vault);
    const clock = new FloorClock(
      () => now() + vault.clockOffsetMs,
      () => [
        this.#caseloads.held?.confirmedAt,
        ...[...this.journal.entries.values()].map((own) => own.entry?.writtenAt),
      ],
    );
    this.breakGlass = new BreakGlass({
      store: emergencies,
      writer: this.writer,
      audit: this.audit,
      entries: () => this.journal.entries.values(),
      ask: (query) => around.server.findPeople(query),
      isOnCaseload: (patientId) => this.#isOnCaseload(patientId),
      now: () => clock.now(),
    });
    this.reader = new Reader({
      vault,
      caseloads: this.#caseloads,
      packs: this.#packs,
      journal: this.journal,
      breakGlass: this.breakGlass,
      storage: around.storage,
      now,
      isDamaged: () => this.#caseloadDamaged && !this.#caseloads.held,
      onDamage: () => {
        this.status.warn('pack-damaged');
        void this.sync.run();
      },
    });
    this.upkeep = new Upkeep({
      ...{ vault, around, journal: this.journal, packs: this.#packs, status: this.status },
      nameOf: (patientId) => this.nameOf(patientId),
      isVisitedToday: (patientId) =>
        this.reader.today().visits.some(({ visit }) => visit.patientId === patientId),
      onPacks: (patientIds) => {
        tell({ kind: 'data', patientIds });
        this.#emitData(patientIds);
      },
      onJournal: () => {
        this.onJournal();
      },
    });
    this.sync = new Sync({
      enrol: () => ensureEnrolled(vault, () => this.journal.unproven(), around),
      caseload: new CaseloadSync({
        vault,
        keeper: around.vaults,
        server: around.server,
        caseloads: this.#caseloads,
        packs: this.#packs,
        sentinel: around.sentinel,
        hasRoom: () => hasRoom(around.storage),
        status: this.status,
        now,
        onData: (patientIds) => {
          tell({ kind: 'data', patientIds });
          this.#emitData(patientIds);
        },
      }),
      sealed: new SealedSync({ server: around.server, store: this.#sealed }),
      emergency: new EmergencySync({ server: around.server, store: emergencies, now }),
      journal: new JournalSync(this.journal, {
        ...around,
        address: around.journalsAddress,
        lastContact: () => this.#caseloads.held?.confirmedAt,
      }),
      audit: () =>
        carryAudit(vault.journalBase, {
          store: around.audits,
          witness: around.witness,
          server: around.server,
        }),
      status: this.status,
      locks,
      userHash: vault.userHash,
      isWaiting: () => this.#isUnanswered(),
      report: () => this.upkeep.report(),
      hold: async (held) => {
        if (this.journal.held === held) return;
        this.journal.held = held;
        await registry.hold(vault.userHash, held);
      },
      onJournal: () => {
        this.onJournal();
      },
      onLost,
      ...(around.openNews ? { openNews: around.openNews } : {}),
    });
  }

  /** Reads what lists, search and outbox run on. Rejects when the storage can't be read. */
  static async open(vault: OpenVault, around: OpenSurroundings, hooks: Hooks): Promise<OpenDevice> {
    const device = new OpenDevice(vault, around, hooks);
    await device.#load();
    return device;
  }

  deviceStatus(): DeviceStatus {
    const entries = [...this.journal.entries.values()];
    const oldest = oldestUnsent(entries);
    return {
      ...this.status.view(),
      counts: countStates(entries),
      ...(oldest === undefined ? {} : { oldestUnsent: oldest }),
      unfiledAlarmHours: unfiledAlarmHoursOf(this.#caseloads.held),
      ...(this.upkeep.lost === undefined ? {} : { lost: this.upkeep.lost }),
      demo: this.vault.demo,
      leaseEnded: this.reader.leaseEnded,
    };
  }

  nameOf(patientId: string): string | undefined {
    return this.reader.leaseEnded ? undefined : this.#packs.held.get(patientId)?.card.name;
  }

  sealedNotes(patientId: string): Promise<SealedOutcome> {
    return openSealedNotes(patientId, {
      store: this.#sealed,
      audit: this.audit,
      entries: () => this.journal.entries.values(),
      mayShow: (id) => !this.reader.leaseEnded && this.#isOnCaseload(id),
      now: () => this.#around.now() + this.vault.clockOffsetMs,
    });
  }

  #isOnCaseload(patientId: string): boolean {
    return this.#caseloads.held?.caseload.rows.some((row) => row.patientId === patientId) === true;
  }

  /** Tells the page and the other tabs when entries, or their states, are others than last told. */
  onJournal(): void {
    const now = [...this.journal.entries.values()].map((own) => own.entryId + stateOfOwn(own)).join();
    if (now === this.#told) return;
    this.#told = now;
    this.#tell({ kind: 'journal' });
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
    } else if (message.kind === 'data') {
      await Promise.all([this.#packs.load(message.patientIds), this.#caseloads.load()]);
      this.#emitData(message.patientIds);
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#tellTimer);
    this.sync.stop();
    this.#db.close();
    await this.#around.databases.closeAll();
  }

  async #load(): Promise<void> {
    const [{ anew }] = await Promise.all([this.#db.openAnyhow(), this.#around.registry.openAnyhow()]);
    const [packs, caseload, drafts, expected] = await Promise.all([
      this.#packs.load(),
      this.#caseloads.load(),
      this.drafts.readable(),
      this.#around.sentinel.find(this.vault.userHash),
      this.journal.load(),
    ]);
    const held = this.#packs.held.size;
    const stored = (await this.#packs.storedIds()).length;
    const found = { anew, caseload: caseload.kind, packs: { held, stored, ...packs }, drafts };
    const damage = storedDamage(found, expected);
    this.#caseloadDamaged = damage.caseload;
    const { confirmedAt, completeAt } = caseload.kind === 'held' ? caseload.held : {};
    // Not told to the other tabs: they know better.
    this.status.adopt({
      ...this.status.state,
      ...(confirmedAt === undefined ? {} : { lastContact: confirmedAt }),
      ...(completeAt === undefined ? {} : { completeAt }),
      warnings: damage.warnings,
    });
    await this.upkeep.look();
    this.onJournal();
    if (this.#isUnanswered()) this.#around.events.emit({ kind: 'journal-waiting' });
  }

  /** Looks into every pack, after the lists are shown: what can't be read is fetched again before anybody needs it. */
  async check(): Promise<void> {
    if (!(await this.upkeep.check())) await this.sync.run();
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
