/** The device as the page sees it: a vault that opens and closes, and behind it everything else. */
import type { LockedUnfiled } from '../record/unfiled-alarm';
import type * as api from './api';
import { RecordedReading } from './audit/recorded-reading';
import { registerVault, trustServerKey } from './enrol';
import { Errands } from './errands';
import { errorName } from './error-name';
import { loadHealth, loadTakeNotice } from './later-parts';
import { outboxOf } from './journal/own-entry';
import { VaultLocks } from './locks';
import type { OpenDevice } from './open-device';
import { OpenInTabs } from './open-in-tabs';
import { deletePackDb } from './packs/pack-db';
import { notSaved } from './save-words';
import { isQuotaExceeded } from './quota';
import { canStore } from './storage/can-store';
import type { Surroundings } from './surroundings';

export class Device implements api.DeviceApi {
  readonly #around: Surroundings;
  readonly #tabs: OpenInTabs;
  readonly #errands: Errands;
  readonly #locks: VaultLocks;
  readonly #reading = new RecordedReading();

  constructor(around: Surroundings) {
    this.#around = around;
    this.#locks = new VaultLocks(around);
    this.#tabs = new OpenInTabs(around, {
      onLost: () => void this.#errands.wipe(),
      onSignedOut: () => void this.#errands.askForOpen(),
    });
    this.#errands = new Errands({
      ...around,
      databases: this.#tabs.program.databases,
      openUser: () => this.#open?.vault.userHash,
      closeAll: () => this.lock(),
      forgetOpen: async () => this.#open?.forgetPatients(),
      onWiped: () => {
        this.#tabs.tell({ kind: 'wiped' });
      },
    });
  }

  async vaultState(): Promise<api.VaultState> {
    await this.#tabs.askOnce(() => {
      this.#locks.askForPins();
    });
    if (this.#open) return { kind: 'open', user: this.#open.vault.user };
    const presence = await this.#around.vaults.presence();
    const wiped = presence.kind === 'empty' ? await this.#around.enrolments.findWiped() : undefined;
    if (wiped) return { kind: 'wiped', at: wiped.at, journalsLeft: wiped.journalsLeft };
    if (presence.kind !== 'locked') return presence;
    // Fetched while the passphrase is typed.
    void this.#tabs.program.isWhole();
    const users = presence.vaults.map((vault) => this.#locks.describe(vault));
    return { kind: 'locked', users, damaged: presence.damaged };
  }

  async createVault(passphrase: string): Promise<api.CreateVaultOutcome> {
    void this.#tabs.program.isWhole();
    const outcome = await registerVault(passphrase, this.#around);
    if (outcome.kind !== 'made') return outcome;
    // Of an earlier vault that could not be read: nothing opens it any more.
    await deletePackDb(outcome.vault.userHash);
    const device = await this.#tabs.open(outcome.vault);
    this.#tabs.tell({ kind: 'vault', vault: outcome.vault });
    return { kind: 'open', user: device.vault.user };
  }

  async unlock(userId: string, secret: api.UnlockSecret): Promise<api.UnlockOutcome> {
    if (this.#open) return { kind: 'open', user: this.#open.vault.user };
    try {
      return await this.#unlock(userId, secret);
    } catch (error) {
      if (!isQuotaExceeded(error)) throw error;
      // Room for the next try.
      await this.#around.reserve.release();
      return { kind: 'no-room' };
    }
  }

  async #unlock(userId: string, secret: api.UnlockSecret): Promise<api.UnlockOutcome> {
    const programWhole = this.#tabs.program.isWhole();
    const outcome = await this.#locks.try(userId, secret);
    if (outcome.kind !== 'open') return outcome;
    // Said apart from damage: here a signal helps, and starting again would throw away what is well.
    if (!(await programWhole)) return { kind: 'not-whole' };
    try {
      const device = await this.#tabs.open(outcome.vault);
      await device.audit.record({ kind: 'unlocked' });
      await this.#locks.notePinsEnd(outcome.vault);
    } catch (error) {
      if (isQuotaExceeded(error)) throw error;
      console.error('The storage could not be read', errorName(error));
      const reason = 'It was opened, but what is stored here can not be read.';
      return { kind: 'damaged', reason, unopenable: true };
    }
    this.#tabs.tell({ kind: 'vault', vault: outcome.vault });
    return { kind: 'open', user: outcome.vault.user };
  }

  locks(): Promise<api.Locks> {
    return this.#opened((device) => this.#locks.of(device.vault));
  }

  changeLock(change: api.LockChange): Promise<api.LockChangeOutcome> {
    return this.#opened((device) => this.#locks.change(device.vault, change, device.audit));
  }

  async lock(): Promise<void> {
    await this.#tabs.lock();
  }

  subscribe(listener: (event: api.DeviceEvent) => void): Promise<void> {
    this.#around.events.subscribe(listener);
    return Promise.resolve();
  }

  status(): Promise<api.DeviceStatus> {
    return this.#opened((device) => device.deviceStatus());
  }

  sync(): Promise<void> {
    return this.#opened((device) => device.sync.run());
  }

  trustServerKey(): Promise<'trusted' | 'offline' | 'signed-out' | 'failed'> {
    return this.#opened(async (device) => {
      const outcome = await trustServerKey(device.vault, this.#around);
      if (outcome === 'trusted') await device.sync.run();
      return outcome;
    });
  }

  dismissWarning(code: api.Warning['code']): Promise<void> {
    return this.#opened((device) => {
      device.status.dismiss(code);
    });
  }

  readLosses(): Promise<void> {
    return this.#opened((device) => device.upkeep.readLosses());
  }

  async rescue(): Promise<api.Rescued> {
    const { rescue } = await import('./rescue'); // hardly ever needed
    return rescue({ ...this.#around, address: this.#around.journalsAddress });
  }

  async clearStorage(): Promise<api.ClearOutcome> {
    if (this.#open || (await this.rescue()).failure !== undefined) return 'not-rescued';
    const { kind } = await this.#around.server.clearStorage();
    if (kind !== 'answered') return 'not-rescued';
    return (await this.#around.sentinel.vaults()).length === 0 && (await canStore()) ? 'cleared' : 'by-hand';
  }

  async takeNotice(signed: string): Promise<api.NoticeOutcome> {
    return (await loadTakeNotice()).takeNotice(signed, this.#open, this.#around, this.#tabs);
  }

  async health(): Promise<api.DeviceHealth> {
    if (this.#open) return this.#open.upkeep.health();
    return (await loadHealth()).lockedHealth(this.#around);
  }

  async lockedUnfiled(): Promise<LockedUnfiled | undefined> {
    const { registry, entryCopies } = this.#around;
    const isListed = (await registry.findAll()).some(({ waiting }) => waiting !== '');
    if (!isListed && (await entryCopies.listAll()).length === 0) return undefined;
    return (await loadHealth()).lockedUnfiled(this.#around);
  }

  storedPacks(): Promise<api.StoredPack[]> {
    return this.#opened((device) => device.upkeep.freeSpace.list());
  }

  freePacks(patientIds: string[]): Promise<api.FreeOutcome> {
    return this.#opened((device) => device.upkeep.free(patientIds));
  }

  today(): Promise<api.TodayView> {
    return this.#opened((device) => device.reader.today());
  }

  caseload(): Promise<api.CaseloadView> {
    return this.#opened((device) => device.reader.caseload());
  }

  search(query: string, most: number): Promise<api.FoundView> {
    return this.#opened((device) => this.#reading.search(device, query, most));
  }

  readiness(): Promise<api.ReadinessView> {
    return this.#opened((device) => device.reader.readiness());
  }

  chart(patientId: string): Promise<api.ChartOutcome> {
    return this.#opened((device) => this.#reading.chart(device, patientId, this.#around.now()));
  }

  sealedNotes(patientId: string): Promise<api.SealedOutcome> {
    return this.#opened((device) => device.sealedNotes(patientId));
  }

  findBeyond(query: Parameters<api.DeviceApi['findBeyond']>[0]): Promise<api.BeyondOutcome> {
    return this.#opened((device) => device.breakGlass.find(query));
  }

  breakGlass(request: api.BreakGlassRequest): Promise<api.SaveOutcome> {
    return this.#writing((device) => device.breakGlass.open(request));
  }

  findDraft(key: string): Promise<string | undefined> {
    return this.#opened(async (device) => {
      const found = await device.drafts.find(key);
      if (found.kind === 'damaged') device.status.warn('pack-damaged');
      return found.kind === 'draft' ? found.value : undefined;
    });
  }

  saveDraft(key: string, value: string): Promise<void> {
    return this.#opened((device) => device.drafts.save(key, value));
  }

  dropDraft(key: string): Promise<void> {
    return this.#opened((device) => device.drafts.drop(key));
  }

  save(entry: api.NewEntry): Promise<api.SaveOutcome> {
    return this.#writing((device) => device.writer.save(entry));
  }

  outbox(): ReturnType<api.DeviceApi['outbox']> {
    return this.#opened((device) => outboxOf(device.journal.entries.values(), (id) => device.nameOf(id)));
  }

  sendAgain(entryId: string): Promise<api.SaveOutcome> {
    return this.#writing((device) => device.writer.sendAgain(entryId));
  }

  setAside(entryId: string, reason: string): Promise<api.SaveOutcome> {
    return this.#writing((device) => device.writer.setAside(entryId, reason));
  }

  startAnew(): Promise<void> {
    return this.#around.enrolments.dropWiped();
  }

  /** Begins what is done for all users of this device, until the end. */
  startErrands(): void {
    void this.#errands.start();
  }

  /** For whoever ends the worker by other means than locking: closes what is open, and tells nobody. */
  async end(): Promise<void> {
    this.#errands.stop();
    await this.#tabs.end();
    this.#locks.close();
  }

  get #open(): OpenDevice | undefined {
    return this.#tabs.device;
  }

  async #opened<T>(job: (device: OpenDevice) => T | Promise<T>): Promise<T> {
    // The page asks for patients only while the vault is open. An empty answer instead could pass for "no patients".
    if (!this.#open) throw new Error('The vault is locked');
    return job(this.#open);
  }

  async #writing(job: (device: OpenDevice) => Promise<api.SaveOutcome>): Promise<api.SaveOutcome> {
    return this.#open ? job(this.#open) : notSaved('locked');
  }
}
