/** When and in what order this device speaks to the server. */
import { errorName } from '../error-name';
import type { EmergencySync } from '../emergency/emergency-sync';
import type { SealedSync } from '../sealed/sealed-sync';
import type { LeaseSync } from '../lease/lease-sync';
import type { CaseloadSync } from './caseload-sync';
import { Alarm } from './alarm';
import type { Failure } from './failure';
import type { JournalSync } from './journal-sync';
import { leaderLock } from './leader-lock';
import { News, type OpenEventSource } from './news';
import { delayMs } from './pace';
import { SingleFlight } from './single-flight';
import type { SyncStatus } from './sync-status';

export interface SyncParts {
  /** Before each round: the server knows whose requests these are. See `ensureEnrolled`. */
  enrol: () => Promise<{ kind: 'enrolled' } | Failure>;
  /** It does not: the next round has to say so anew. */
  onNotKnown: () => void;
  /** Before anything that it covers. */
  lease: Pick<LeaseSync, 'run' | 'ended'>;
  caseload: CaseloadSync;
  journal: JournalSync;
  /** Carries what was done here to the server's audit. */
  audit: () => Promise<{ kind: 'done' } | Failure>;
  emergency: Pick<EmergencySync, 'run'>;
  sealed: Pick<SealedSync, 'run'>;
  status: SyncStatus;
  locks: LockManager;
  /** Names the locks: each user's own. */
  userHash: string;
  /** Something written here has no answer yet. */
  isWaiting: () => boolean;
  /** Nothing may be sent while the server names a key that this device does not know. */
  hold: (held: boolean) => Promise<void>;
  /** The journal, as this tab holds it, may have changed. */
  onJournal: () => void;
  /** After each round that reached the server: tells it how this device is. Never rejects. */
  report: () => Promise<void>;
  /** The server says that this device was reported lost. */
  onLost: () => void;
  /** It does not answer this user: not signed in here, or gone from the organisation. */
  onSignedOut: () => void;
  openNews?: OpenEventSource;
}

const SEND_AFTER_MS = 300;
/** After a save, look for the answer this soon. */
const ANSWER_AFTER_MS = 1_500;
const TICK_MS = 10_000;

export class Sync {
  readonly #parts: SyncParts;
  readonly #ended = new AbortController();
  readonly #alarm = new Alarm();
  readonly #round = new SingleFlight(() => this.#bothWays());
  readonly #sending = new SingleFlight(() => this.#send(false));
  #sendTimer: ReturnType<typeof setTimeout> | undefined;
  #fruitless = 0;

  constructor(parts: SyncParts) {
    this.#parts = parts;
  }

  /** One round both ways; joins one that is running. Never rejects for what the server does. */
  async run(): Promise<void> {
    await this.#round.join();
  }

  /** Something was written here: send it soon, together with what follows in the next moment. */
  sendSoon(): void {
    clearTimeout(this.#sendTimer);
    this.#sendTimer = setTimeout(() => {
      this.#sending.fresh().catch((error: unknown) => {
        console.error('Sending failed', errorName(error));
      });
    }, SEND_AFTER_MS);
    this.expectAnswer();
  }

  /** Something was written here or in another tab: the next round comes earlier than when all is quiet. */
  expectAnswer(): void {
    this.#fruitless = 0;
    this.#alarm.ring(ANSWER_AFTER_MS);
  }

  /** From now on until the end: syncs by itself, in one tab of all that are open. */
  async start(): Promise<void> {
    const { locks, userHash } = this.#parts;
    const signal = this.#ended.signal;
    try {
      const lead = locks.request(leaderLock(userHash), { signal }, () => this.#lead());
      // A first round in any case: this tab may not become the leader for hours.
      await Promise.all([this.run(), lead]);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** The vault was locked. */
  get hasEnded(): boolean {
    return this.#ended.signal.aborted;
  }

  stop(): void {
    clearTimeout(this.#sendTimer);
    this.#ended.abort();
    this.#alarm.ring();
  }

  async #lead(): Promise<void> {
    const signal = this.#ended.signal;
    const wake = () => {
      this.#alarm.ring();
    };
    const news = new News(wake, this.#parts.openNews);
    news.start();
    addEventListener('online', wake, { signal });
    // Not left to the next try: for a minute “Online” would stand where there is no signal.
    addEventListener('offline', () => void this.#failed({ kind: 'offline' }), { signal });
    // A laptop lid that was closed stops the timers; the first tick after it shows the gap.
    let last = Date.now();
    const ticks = setInterval(() => {
      const now = Date.now();
      if (now - last > 3 * TICK_MS) {
        news.start();
        wake();
      }
      last = now;
    }, TICK_MS);
    try {
      for (;;) {
        await this.run();
        const pause = this.#pause();
        this.#parts.status.set({ nextTryAt: new Date(Date.now() + pause).toISOString() });
        await this.#alarm.wait(pause);
        if (signal.aborted) return;
      }
    } finally {
      clearInterval(ticks);
      news.stop();
    }
  }

  #pause(): number {
    const failed = this.#parts.status.state.contact !== 'online';
    return delayMs({ fruitless: this.#fruitless, waiting: this.#parts.isWaiting(), failed }, Math.random);
  }

  async #bothWays(): Promise<void> {
    const { caseload, status, locks, userHash, hold } = this.#parts;
    status.set({ syncing: true });
    try {
      const ok = await locks.request(`doorstep-sync-${userHash}`, async () => {
        const enrolled = await this.#parts.enrol();
        if (enrolled.kind !== 'enrolled') return this.#failed(enrolled);
        const { lease } = this.#parts;
        // Asked for together, kept one after the other. What a new lease opens again has a tag that the caseload is asked by.
        const asked = lease.ended ? undefined : caseload.ask();
        asked?.catch(() => undefined);
        const leased = await lease.run();
        if (leased.kind !== 'kept') return this.#failed(leased);
        const confirmed = await caseload.confirm(asked);
        if (confirmed.kind !== 'confirmed') return this.#failed(confirmed);
        status.warn('unknown-server-key', !caseload.keyKnown);
        await hold(!caseload.keyKnown);
        const [down, sent] = await Promise.all([
          caseload.download(this.#ended.signal),
          this.#send(confirmed.changed),
        ]);
        await this.#parts.report();
        if (down.kind === 'cut') return false;
        if (down.kind !== 'down' && down.kind !== 'disk-full') return this.#failed(down);
        const audited = await this.#parts.audit();
        if (audited.kind !== 'done') return this.#failed(audited);
        // Last: the caseload matters more.
        await this.#parts.sealed.run({ changed: confirmed.changed });
        await this.#parts.emergency.run();
        return sent;
      });
      this.#fruitless = ok && !this.#parts.isWaiting() ? 0 : this.#fruitless + 1;
    } catch (error) {
      // A fault of ours, or the vault was locked half-way. The next round must come all the same.
      this.#fruitless += 1;
      if (!this.#ended.signal.aborted) console.error('A round of sync failed', errorName(error));
    } finally {
      status.set({ syncing: false });
    }
  }

  async #send(recordChanged: boolean): Promise<boolean> {
    const outcome = await this.#parts.journal.run({ recordChanged });
    this.#parts.onJournal();
    // Whose journal this is has been forgotten, as by a server that was restored from a backup of before it was begun.
    if (outcome.kind === 'server-error' && outcome.status === 403) this.#parts.onNotKnown();
    return outcome.kind === 'done' || this.#failed(outcome);
  }

  #failed(failure: Failure): false {
    this.#parts.status.failed(failure);
    if (failure.kind === 'lost') this.#parts.onLost();
    if (failure.kind === 'signed-out') this.#parts.onSignedOut();
    return false;
  }
}
