/** What the clinician reads: lists, search and charts, for as long as the lease runs. */
import type { Card } from '../record/card';
import { projectChart } from '../record/chart/project';
import { caseloadAt, nextEnd, openUntil, reasonsThatHold } from '../record/why';
import type { CaseloadView, ChartOutcome, FoundView, ReadinessView, TodayView } from './api';
import { ownOver } from './chart/own-overlay';
import type { BreakGlass } from './emergency/break-glass';
import type { Journal } from './journal/journal';
import { oldestUnsent, unsentCount, visitsOf } from './journal/own-entry';
import type { FloorClock } from './floor-clock';
import type { VaultLease } from './lease/lease';
import { unsignedUntil } from './lease/unsigned';
import { byName, caseloadOf, cardsOf, readinessOf, todayOf, type Held } from './lists';
import type { CaseloadStore, HeldCaseload } from './packs/caseload-store';
import type { PackStore } from './packs/pack-store';
import { searchCards } from '../record/search/match';
import { localDate } from './sync/clock';
import type { OpenVault } from './vault/open-vault';

export interface ReaderParts {
  vault: OpenVault;
  caseloads: CaseloadStore;
  packs: PackStore;
  journal: Journal;
  breakGlass: BreakGlass;
  storage: Pick<StorageManager, 'estimate' | 'persisted'>;
  lease: Pick<VaultLease, 'signed' | 'ended' | 'until' | 'extended'>;
  clock: Pick<FloorClock, 'now'>;
  now: () => number;
  /** What is stored of the caseload can't be read, and has not come again yet. */
  isDamaged: () => boolean;
  /** A pack turned out to be unreadable. */
  onDamage: () => void;
}

export class Reader {
  readonly #parts: ReaderParts;
  /** What search runs on, at each keystroke: as long as nothing it was made from is another. */
  #searched: { from: HeldCaseload | undefined; changes: number; until: number; cards: Card[] } | undefined;

  constructor(parts: ReaderParts) {
    this.#parts = parts;
  }

  get leaseEnded(): boolean {
    const { lease, clock } = this.#parts;
    if (lease.signed) return lease.ended;
    const until = unsignedUntil(this.#parts.caseloads.held);
    return until !== undefined && clock.now() > Date.parse(until);
  }

  today(): TodayView {
    return { ...todayOf(this.#held()), ...this.#damage() };
  }

  caseload(): CaseloadView {
    return { ...caseloadOf(this.#held()), ...this.#damage() };
  }

  search(query: string, most: number): FoundView {
    if (this.leaseEnded) this.#searched = undefined;
    const thisYear = new Date(this.#serverNow()).getFullYear();
    return searchCards(this.leaseEnded ? [] : this.#cardsByName(), query, thisYear, most);
  }

  async readiness(): Promise<ReadinessView> {
    const { journal, storage } = this.#parts;
    const [persistent, { usage, quota }] = await Promise.all([storage.persisted(), storage.estimate()]);
    const entries = [...journal.entries.values()];
    const oldest = oldestUnsent(entries);
    return readinessOf(
      this.#held(),
      { count: unsentCount(entries), ...(oldest === undefined ? {} : { oldest }) },
      {
        persistent,
        ...(usage === undefined ? {} : { usedBytes: usage }),
        ...(quota === undefined ? {} : { quotaBytes: quota }),
      },
    );
  }

  /**
   * The pack with this user's own entries over it. A patient who is not on the caseload is not shown, pack or not.
   * `onFound` is told as soon as it is sure that it will be a chart.
   */
  async chart(patientId: string, onFound?: () => void): Promise<ChartOutcome> {
    const { packs, journal, clock, onDamage } = this.#parts;
    if (this.leaseEnded) return { kind: 'lease-ended' };
    const held = this.#heldCaseload();
    const row = held?.caseload.rows.find((row) => row.patientId === patientId);
    const emergency = () => this.#emergency(patientId);
    if (!held || !row) return (await emergency()) ?? { kind: 'not-on-caseload' };
    const found = await packs.find(patientId);
    if (found.kind === 'none') return (await emergency()) ?? { kind: 'not-down' };
    if (found.kind === 'damaged') {
      onDamage();
      return {
        kind: 'damaged',
        reason:
          'What is stored of this patient can not be read. It is fetched again when the server is reached.',
      };
    }
    onFound?.();
    const { pack } = found;
    const chart = projectChart({
      patientId,
      pack,
      own: ownOver(pack, journal.entries.values()),
      // Old is never shown as current: only the version that the server named last is known as of that contact.
      asKnownAt: pack.version === row.version ? held.confirmedAt : pack.asOf,
      visits: held.caseload.visits,
      why: reasonsThatHold(row, clock.now()),
      now: new Date(this.#serverNow()),
    });
    const until = openUntil(row, clock.now());
    return { kind: 'chart', chart, ...(until === undefined ? {} : { openUntil: until }) };
  }

  /** What broken glass shows until the pack is down, or where there is no network for it. */
  async #emergency(patientId: string): Promise<ChartOutcome | undefined> {
    const { breakGlass } = this.#parts;
    const until = breakGlass.until(patientId);
    if (until === undefined) return undefined;
    const held = await breakGlass.summary(patientId);
    return { kind: 'emergency', until, ...(held ? { held } : {}) };
  }

  /** Also without a contact, a reason ends when its end has come. */
  #heldCaseload() {
    const { caseloads, clock } = this.#parts;
    const { held } = caseloads;
    return held && { ...held, caseload: caseloadAt(held.caseload, clock.now()) };
  }

  #cardsByName(): readonly Card[] {
    const { packs, caseloads, clock } = this.#parts;
    const now = clock.now();
    const from = caseloads.held;
    const { changes } = packs;
    const known = this.#searched;
    if (known?.from === from && known?.changes === changes && now < known.until) return known.cards;
    const cards = cardsOf(this.#held()).sort(byName);
    const until = from ? nextEnd(from.caseload, now) : Infinity;
    this.#searched = { from, changes, until, cards };
    return cards;
  }

  #damage(): { damaged?: true } {
    return this.#parts.isDamaged() ? { damaged: true } : {};
  }

  #held(): Held {
    const { caseloads, packs, vault, journal, lease } = this.#parts;
    return {
      asOf: caseloads.contact?.confirmedAt,
      caseload: this.#heldCaseload(),
      cards: packs.held,
      userId: vault.user.id,
      today: localDate(this.#serverNow()),
      leaseEnded: this.leaseEnded,
      leaseUntil: lease.until ?? unsignedUntil(caseloads.held),
      leaseExtended: lease.extended,
      recorded: visitsOf(journal.entries.values()),
    };
  }

  #serverNow(): number {
    return this.#parts.now() + this.#parts.vault.clockOffsetMs;
  }
}
