import type { Remote } from 'comlink';
import { createContext } from 'svelte';
import { SvelteSet } from 'svelte/reactivity';
import type { DeviceApi, DeviceEvent, DeviceStatus, NewEntry, SaveOutcome, VaultState } from '../device/api';
import { same } from '../record/same';
import { chartsAhead, TODAY, todayAhead } from './ahead';
import { registerBackgroundSync } from './background-sync';
import { startDevice, type DeviceClient } from './device-client';
import { Discreet } from './discreet.svelte';
import { Drafts } from './drafts.svelte';
import { findSession, isDemoDevice, rememberDemo } from './session';
import { wallClock } from './wall-clock';

export type AppVault =
  | VaultState
  | { kind: 'starting' }
  /** The device was reported lost and is being wiped. */
  | { kind: 'wiping' }
  /** The data worker could not be started: the app is broken, the data is where it was. */
  | { kind: 'broken' };

type DataListener = (patientIds: string[] | undefined) => void;

/** What the whole page knows: the vault, how the device is doing, and what is being written. One a tab. */
export class AppState {
  vault = $state.raw<AppVault>({ kind: 'starting' });
  status = $state.raw<DeviceStatus | undefined>();
  demo = $state(isDemoDevice());
  /** Whether the browser promised to keep what is stored here. */
  persistent = $state<boolean | undefined>();
  now = $state.raw(wallClock());
  readonly discreet = new Discreet();
  readonly drafts = new Drafts(() => this.device);
  readonly #goToStart: () => Promise<void>;
  #client = $state.raw<DeviceClient | undefined>();
  #listeners = new SvelteSet<DataListener>();
  /** Of which worker the vault that was opened is shown. */
  #opening: { device: Remote<DeviceApi>; shown: Promise<void> } | undefined;

  /** `goToStart` has gone where an open vault begins when it resolves: that is shown first, and nothing before it. */
  constructor(goToStart: () => Promise<void>) {
    this.#goToStart = goToStart;
  }

  /** The data worker. Reading it in an effect follows a restart. */
  get device(): Remote<DeviceApi> {
    if (!this.#client) throw new Error('the data worker has not been started');
    return this.#client.api;
  }

  get user() {
    return this.vault.kind === 'open' ? this.vault.user : undefined;
  }

  /** Whether the role may do this at all. While the server has not told, nothing is kept from the user: filing decides. */
  may(action: string): boolean {
    return this.user?.may?.includes(action) ?? true;
  }

  /** Starts the worker and the clock. Returns how to end both. */
  start(): () => void {
    // The server is asked when what the lock screen shows is known: nothing waits for it.
    void this.#startDevice().then(() => this.#askDemo());
    const clock = setInterval(() => (this.now = wallClock()), 15_000);
    return () => {
      clearInterval(clock);
      this.#client?.end();
    };
  }

  onData(listener: DataListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The vault that was locked has been opened, here or in another tab. */
  async opened(): Promise<void> {
    // The worker says so to every tab, and to whoever unlocked it once more: a slow page is still on its way then.
    if (this.vault.kind === 'open') return;
    const { device } = this;
    if (this.#opening?.device !== device) this.#opening = { device, shown: this.#showStart() };
    const opening = this.#opening;
    try {
      await opening.shown;
    } finally {
      // One that failed is tried anew by whoever opens it next.
      if (this.#opening === opening) this.#opening = undefined;
    }
  }

  async #showStart(): Promise<void> {
    todayAhead.ask(TODAY, () => this.device.today());
    // The vault is open, whatever becomes of the way there.
    const there = this.#goToStart().catch(() => undefined);
    await Promise.all([there, todayAhead.settled(TODAY)]);
    await this.entered();
    todayAhead.forget();
  }

  /** After a vault was made or opened: asks the device what is so, rather than believing the screen. */
  async entered(): Promise<void> {
    this.vault = await this.device.vaultState();
    if (this.vault.kind !== 'open') return;
    this.drafts.openFor(this.vault.user.id);
    this.status = await this.device.status();
    // Asked at each opening: a browser that once refused may promise it later, for one when the app is installed.
    this.persistent = (await navigator.storage.persisted()) || (await navigator.storage.persist());
    await registerBackgroundSync();
  }

  /** Asks the browser to keep what is stored here. Asked by a press, since some browsers ask the user. */
  async askPersistence(): Promise<void> {
    this.persistent = await navigator.storage.persist();
    // What Ready to leave says is read from the device: it has to look again.
    this.#dataChanged();
  }

  /** Saves one entry. A device that does not answer is "not saved" too: the words say what to do. */
  async saveEntry(entry: NewEntry): Promise<SaveOutcome> {
    try {
      return await this.device.save(entry);
    } catch {
      const words = 'The device gave no answer. Look in the outbox before you save again.';
      return { kind: 'not-saved', reason: 'failed', words };
    }
  }

  /** Drafts to the disk, keys out of memory, worker ended, nothing of a patient left in the page. */
  async lock(): Promise<void> {
    await this.drafts.flush();
    this.vault = { kind: 'starting' };
    // A worker that hangs is ended all the same: its keys go with it.
    await Promise.race([this.device.lock(), new Promise((resolve) => setTimeout(resolve, 1_000))]).catch(
      () => undefined,
    );
    this.#restart();
  }

  /** After a wipe: the device may be set up again. */
  async startAnew(): Promise<void> {
    await this.device.startAnew();
    this.vault = await this.device.vaultState();
  }

  #restart(): void {
    chartsAhead.forget();
    todayAhead.forget();
    this.status = undefined;
    this.vault = { kind: 'starting' };
    this.#client?.end();
    void this.#startDevice();
  }

  #startDevice(): Promise<void> {
    const broken = () => {
      this.vault = { kind: 'broken' };
    };
    this.#client = startDevice((event) => {
      this.#on(event);
    }, broken);
    return this.entered().catch(broken);
  }

  #on(event: DeviceEvent): void {
    switch (event.kind) {
      case 'status':
        this.status = event.status;
        break;
      case 'data':
        this.#dataChanged(event.patientIds);
        if (event.patientIds === undefined) void this.#learnUser();
        break;
      case 'journal-waiting':
        void registerBackgroundSync();
        break;
      case 'pins':
        if (this.vault.kind === 'locked') void this.entered();
        break;
      case 'unlocked':
        if (this.vault.kind === 'locked') void this.opened();
        break;
      case 'wiping':
        this.vault = { kind: 'wiping' };
        break;
      case 'wiped':
        // A page that begins anew holds nothing of what was open in it.
        location.reload();
        break;
      case 'locked':
        // Locked from another tab. Our own lock has left `open` before.
        if (this.vault.kind === 'open') this.#restart();
        break;
    }
  }

  /** With a caseload comes who the user is: another role may do other things, and is shown other parts of a record. */
  async #learnUser(): Promise<void> {
    const vault = await this.device.vaultState().catch(() => undefined);
    if (this.vault.kind !== 'open' || vault?.kind !== 'open') return;
    if (!same(vault.user, this.vault.user)) this.vault = vault;
  }

  #dataChanged(patientIds?: string[]): void {
    // What is new must not be reckoned from a time before it came about.
    this.now = wallClock();
    chartsAhead.changed(patientIds);
    todayAhead.forget();
    for (const listener of this.#listeners) listener(patientIds);
  }

  async #askDemo(): Promise<void> {
    const answer = await findSession();
    if (answer.kind !== 'signed-in') return;
    rememberDemo(answer.session.demo);
    this.demo = answer.session.demo;
  }
}

export const [getApp, setApp] = createContext<AppState>();
