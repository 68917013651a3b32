/** The device looks after itself while it is open: damage, losses, room, and what the server and the help desk are told. */
import type { Loss } from '../record/contact';
import { UNFILED_ALARM_HOURS } from '../record/unfiled-alarm';
import type { DeviceHealth, FreeOutcome } from './api';
import { standing } from './health';
import type { Journal } from './journal/journal';
import { oldestUnsent, unsentCount } from './journal/own-entry';
import { Recovery } from './journal/recovery';
import type { HeldCaseload } from './packs/caseload-store';
import type { PackStore } from './packs/pack-store';
import { FreeSpace } from './storage/free-space';
import type { OpenSurroundings } from './surroundings';
import { Reporter } from './sync/contact-report';
import type { SyncStatus } from './sync/sync-status';
import type { OpenVault } from './vault/open-vault';

/** Hours after which what is unfiled is alarmed. */
export function unfiledAlarmHoursOf(held: HeldCaseload | undefined): number {
  return held?.caseload.unfiledAlarmHours ?? UNFILED_ALARM_HOURS;
}

export interface UpkeepParts {
  vault: OpenVault;
  around: OpenSurroundings;
  journal: Journal;
  packs: PackStore;
  status: SyncStatus;
  nameOf: (patientId: string) => string | undefined;
  isVisitedToday: (patientId: string) => boolean;
  /** Whether what comes beside the packs can be read: sealed notes, emergency summaries. */
  isBesideWhole: () => Promise<boolean>;
  /** These patients' packs are no longer what they were. */
  onPacks: (patientIds: string[]) => void;
  /** Entries may be others than they were. */
  onJournal: () => void;
}

/** What is gone from this device: how many entries, and when they were written, as far as known. */
export interface Lost {
  count: number;
  writtenAt: string[];
}

export class Upkeep {
  readonly freeSpace: FreeSpace;
  readonly #parts: UpkeepParts;
  readonly #recovery: Recovery;
  readonly #reporter: Reporter;
  /** Of which the person has not read yet. */
  #unread: Loss[] = [];

  constructor(parts: UpkeepParts) {
    const { vault, around, journal, packs, status } = parts;
    this.#parts = parts;
    this.freeSpace = new FreeSpace({ ...parts, reserve: around.reserve, onFreed: parts.onPacks, packs });
    this.#recovery = new Recovery({
      ...around,
      ...{ vault, journal, address: around.journalsAddress },
      ...{ witness: around.entryWitness, copies: around.entryCopies },
      onDamage: (damaged) => {
        status.warn('journal-damaged', damaged);
        parts.onJournal();
      },
      onNoRoom: () => {
        status.warn('disk-full');
      },
    });
    journal.onNoRoom = () => {
      status.warn('disk-full');
    };
    this.#reporter = new Reporter({
      server: around.server,
      facts: () => this.#facts(),
      untold: () => around.losses.untold(vault.userHash),
      markTold: (losses) =>
        around.losses.markTold(
          vault.userHash,
          losses.map(({ id }) => id),
        ),
      onAnswer: ({ serverVersion }) => {
        status.set({ serverVersion });
      },
      now: around.now,
    });
  }

  /** Undefined when nothing is, or when the person has read of it. */
  get lost(): Lost | undefined {
    if (this.#unread.length === 0) return undefined;
    const times = this.#unread.flatMap(({ entries }) => entries.flatMap(({ writtenAt }) => writtenAt ?? []));
    return { count: this.#unread.reduce((sum, { count }) => sum + count, 0), writtenAt: times.sort() };
  }

  /** Compares what is here with what ought to be. To be called when the journals have been read. */
  async look(): Promise<void> {
    await this.#recovery.look();
    await this.#readUnread();
  }

  /** With a server that can be reached: puts right what can be, and tells how this device is. */
  async report(): Promise<void> {
    await this.#recovery.run();
    await this.#parts.journal.settle();
    await this.#readUnread();
    await this.#reporter.run();
  }

  /** Makes room. What was noted while there was none is written then. */
  async free(patientIds: readonly string[]): Promise<FreeOutcome> {
    const outcome = await this.freeSpace.free(patientIds);
    if (outcome.kind === 'freed') await this.#parts.journal.openAgain();
    return outcome;
  }

  /** Looks into every pack, and what comes beside them. Answers whether all can be read. */
  async check(): Promise<boolean> {
    const { around, journal, packs, status, isBesideWhole, onPacks } = this.#parts;
    await around.reserve.ensure();
    await journal.settle();
    const damaged = await packs.check();
    if (damaged.length === 0 && (await isBesideWhole())) return true;
    status.warn('pack-damaged');
    if (damaged.length > 0) onPacks(damaged);
    return false;
  }

  /** The person has read what was lost. */
  async readLosses(): Promise<void> {
    await this.#parts.around.losses.markRead(this.#parts.vault.userHash);
    await this.#readUnread();
  }

  async health(): Promise<DeviceHealth> {
    const { around, packs, status } = this.#parts;
    const { lastContact, nextTryAt, failure, serverVersion, warnings } = status.state;
    const { unfiled, oldestUnfiled } = this.#facts();
    const { storage, versions } = await standing(around);
    return {
      locked: false,
      ...(lastContact === undefined ? {} : { lastContact }),
      ...(nextTryAt === undefined ? {} : { nextTryAt }),
      ...(failure === undefined ? {} : { failure }),
      unfiled,
      ...(oldestUnfiled === undefined ? {} : { oldestUnfiled }),
      lost: this.lost?.count ?? 0,
      packs: packs.held.size,
      storage,
      versions: { ...versions, ...(serverVersion === undefined ? {} : { server: serverVersion }) },
      warnings,
    };
  }

  async #readUnread(): Promise<void> {
    const before = this.#unread.length;
    this.#unread = await this.#parts.around.losses.unread(this.#parts.vault.userHash);
    // What is lost is part of the status that is shown.
    if (this.#unread.length !== before) this.#parts.status.set({});
  }

  #facts() {
    const { vault, around, journal } = this.#parts;
    const entries = [...journal.entries.values()];
    const oldestUnfiled = oldestUnsent(entries);
    return {
      journalBase: vault.journalBase,
      appVersion: around.appVersion,
      unfiled: unsentCount(entries),
      ...(oldestUnfiled === undefined ? {} : { oldestUnfiled }),
    };
  }
}
