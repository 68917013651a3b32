/** The device as the page sees it: a vault that opens and closes, and behind it everything else. */
import { mayAnybodyAnswer, sayThatIAnswer } from './answers';
import type * as api from './api';
import { RecordedReading } from './audit/recorded-reading';
import { registerVault, trustServerKey } from './enrol';
import { Errands } from './errands';
import { errorName } from './error-name';
import { loadHealth, loadTakeNotice } from './later-parts';
import { outboxOf } from './journal/own-entry';
import { VaultLocks } from './locks';
import type { OpenDevice } from './open-device';
import { deletePackDb } from './packs/pack-db';
import { Program } from './program';
import { notSaved } from './save-words';
import { canStore } from './storage/can-store';
import type { Surroundings } from './surroundings';
import { ASK_TABS_MS, Tabs, type TabMessage } from './tabs';
import type { OpenVault } from './vault/open-vault';

export class Device implements api.DeviceApi {
  readonly #around: Surroundings;
  readonly #tabs: Tabs;
  readonly #errands: Errands;
  readonly #locks: VaultLocks;
  readonly #program = new Program();
  #open: OpenDevice | undefined;
  #opening: Promise<OpenDevice> | undefined;
  #askedTabs: Promise<void> | undefined;
  #answerNoMore: (() => void) | undefined;
  readonly #reading = new RecordedReading();
  /** Locked by the person: what another tab may still say about keys is not listened to. */
  #ended = false;

  constructor(around: Surroundings) {
    this.#around = around;
    this.#locks = new VaultLocks(around);
    this.#errands = new Errands({
      ...around,
      databases: this.#program.databases,
      openUser: () => this.#open?.vault.userHash,
      closeAll: () => this.lock(),
      onWiped: () => {
        this.#tabs.tell({ kind: 'wiped' });
      },
    });
    this.#tabs = new Tabs((message) => {
      this.#hear(message).catch((error: unknown) => {
        console.error('What another tab said could not be followed', errorName(error));
      });
    });
  }

  async vaultState(): Promise<api.VaultState> {
    await (this.#askedTabs ??= this.#askTabs());
    if (this.#open) return { kind: 'open', user: this.#open.vault.user };
    const presence = await this.#around.vaults.presence();
    const wiped = presence.kind === 'empty' ? await this.#around.enrolments.findWiped() : undefined;
    if (wiped) return { kind: 'wiped', at: wiped.at, journalsLeft: wiped.journalsLeft };
    if (presence.kind !== 'locked') return presence;
    const users = presence.vaults.map((vault) => this.#locks.describe(vault));
    return { kind: 'locked', users, damaged: presence.damaged };
  }

  async createVault(passphrase: string): Promise<api.CreateVaultOutcome> {
    void this.#program.isWhole();
    const outcome = await registerVault(passphrase, this.#around);
    if (outcome.kind !== 'made') return outcome;
    // Of an earlier vault that could not be read: nothing opens it any more.
    await deletePackDb(outcome.vault.userHash);
    const device = await this.#openWith(outcome.vault);
    this.#tabs.tell({ kind: 'vault', vault: outcome.vault });
    return { kind: 'open', user: device.vault.user };
  }

  async unlock(userId: string, secret: api.UnlockSecret): Promise<api.UnlockOutcome> {
    if (this.#open) return { kind: 'open', user: this.#open.vault.user };
    const programWhole = this.#program.isWhole();
    const outcome = await this.#locks.try(userId, secret);
    if (outcome.kind !== 'open') return outcome;
    // Said apart from damage: here a signal helps, and starting again would throw away what is well.
    if (!(await programWhole)) return { kind: 'not-whole' };
    try {
      const device = await this.#openWith(outcome.vault);
      await device.audit.record({ kind: 'unlocked' });
    } catch (error) {
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
    this.#tabs.tell({ kind: 'locked' });
    await this.#close();
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

  storedPacks(): Promise<api.StoredPack[]> {
    return this.#opened((device) => device.upkeep.freeSpace.list());
  }

  freePacks(patientIds: string[]): Promise<api.FreeOutcome> {
    return this.#opened((device) => device.upkeep.freeSpace.free(patientIds));
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
    await this.#close();
    this.#tabs.close();
    this.#locks.close();
  }

  async #opened<T>(job: (device: OpenDevice) => T | Promise<T>): Promise<T> {
    // The page asks for patients only while the vault is open. An empty answer instead could pass for "no patients".
    if (!this.#open) throw new Error('The vault is locked');
    return job(this.#open);
  }

  async #writing(job: (device: OpenDevice) => Promise<api.SaveOutcome>): Promise<api.SaveOutcome> {
    return this.#open ? job(this.#open) : notSaved('locked');
  }

  async #openWith(vault: OpenVault): Promise<OpenDevice> {
    this.#opening ??= this.#load(vault).finally(() => {
      this.#opening = undefined;
    });
    const device = await this.#opening;
    if (this.#open === device) return device;
    this.#open = device;
    this.#answerNoMore = sayThatIAnswer(this.#around.locks);
    this.#around.events.emit({ kind: 'unlocked' });
    device.check().catch((error: unknown) => {
      console.error('What is stored could not be looked through', errorName(error));
    });
    device.sync.start().catch((error: unknown) => {
      console.error('Syncing by itself has ended', errorName(error));
    });
    return device;
  }

  #load(vault: OpenVault): Promise<OpenDevice> {
    return this.#program.open(vault, this.#around, {
      tell: (message) => {
        this.#tabs.tell(message);
      },
      onLost: () => void this.#errands.wipe(),
    });
  }

  async #close(): Promise<void> {
    const device = this.#open;
    this.#open = undefined;
    this.#answerNoMore?.();
    this.#ended = true;
    this.#around.server.actAs(undefined);
    await device?.close();
  }

  /** Resolves when another tab has handed its keys over, or when none has answered in time. */
  async #askTabs(): Promise<void> {
    this.#tabs.tell({ kind: 'vault-please' });
    this.#locks.askForPins();
    if (await mayAnybodyAnswer(this.#around.locks)) {
      await new Promise((resolve) => setTimeout(resolve, ASK_TABS_MS));
    }
    await this.#opening?.catch(() => undefined);
  }

  async #hear(message: TabMessage): Promise<void> {
    if (message.kind === 'vault-please') {
      if (this.#open) this.#tabs.tell({ kind: 'vault', vault: this.#open.vault });
    } else if (message.kind === 'vault') {
      if (!this.#open && !this.#ended) await this.#openWith(message.vault);
    } else if (message.kind === 'wiped') {
      this.#around.events.emit({ kind: 'wiped' });
    } else if (message.kind === 'locked') {
      if (!this.#open) return;
      this.#around.events.emit({ kind: 'locked' });
      await this.#close();
    } else {
      await this.#open?.hear(message);
    }
  }
}
