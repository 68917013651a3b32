/** Server → device: which patients, and their packs. State-based: there is no checkpoint to lose. */
import { applyChange, type CaseloadRow } from '../../record/caseload';
import type { User } from '../../record/user';
import { same } from '../../record/same';
import { todaysFirst } from '../../record/todays-first';
import type { CaseloadStore, Heard } from '../packs/caseload-store';
import type { PackStore } from '../packs/pack-store';
import { isQuotaExceeded } from '../quota';
import type { SealedStore } from '../sealed/sealed-store';
import type { OpenVault } from '../vault/open-vault';
import type { Sentinel } from '../vault/sentinel';
import type { Vault } from '../vault/vault';
import { haveAllLeft } from './all-left';
import { isOff, localDate } from './clock';
import { downloadPacks, type Want } from './download';
import type { Failure } from './failure';
import type { CaseloadAnswer, ServerClient } from './server-client';
import type { SyncStatus } from './sync-status';

export interface CaseloadSyncParts {
  vault: OpenVault;
  keeper: Pick<Vault, 'update'>;
  server: ServerClient;
  caseloads: CaseloadStore;
  packs: PackStore;
  sealed: Pick<SealedStore, 'retain'>;
  /** False when the lease has ended: what comes can't be kept. */
  mayKeep: () => boolean;
  sentinel: Sentinel;
  /** Whether packs may be written: the last of the room is kept for what is written here. */
  hasRoom: () => Promise<boolean>;
  status: SyncStatus;
  /** The server said what time it is, ISO. */
  onServerTime: (at: string) => void;
  now: () => number;
  /** These patients' charts, or all lists when absent, may look different now. */
  onData: (patientIds?: string[]) => void;
}

export type DownOutcome = { kind: 'down' } | { kind: 'cut' } | { kind: 'disk-full' } | Failure;
export type ConfirmOutcome = { kind: 'confirmed'; changed: boolean } | Failure;

type WholeAnswer = Exclude<CaseloadAnswer, { kind: 'change' }>;

/** An offset that moved by less than this is not worth a write. */
const OFFSET_STEP_MS = 2_000;

export class CaseloadSync {
  readonly #parts: CaseloadSyncParts;
  /** The last write of a contact did not fit. */
  #diskFull = false;
  /** As the server named it last. */
  #serverKeyId: string | undefined;

  constructor(parts: CaseloadSyncParts) {
    this.#parts = parts;
  }

  /** Whether the server's key is one that this device knows: if not, nothing may be sent. */
  get keyKnown(): boolean {
    const named = this.#parts.caseloads.held?.caseload.serverKeyId ?? this.#serverKeyId;
    return named === undefined || named === this.#parts.vault.serverKey.kid;
  }

  /** Takes over the caseload that is asked for, or was. When nothing changed this is the only request of a round. */
  async confirm(asked = this.ask()): Promise<ConfirmOutcome> {
    const { server, caseloads, status, mayKeep } = this.#parts;
    const answer = await asked;
    const held = caseloads.held;
    if (answer.kind !== 'caseload' && answer.kind !== 'unchanged') return answer;
    if (answer.offsetMs !== undefined) await this.#noteOffset(answer.offsetMs);
    if (answer.kind === 'unchanged' && held) {
      // An empty one that was not believed in between has been taken back.
      status.warn('empty-caseload', false);
      await this.#confirmed(answer.asOf);
      return { kind: 'confirmed', changed: false };
    }
    if (answer.kind === 'unchanged') return { kind: 'server-error', status: 304 };

    const { caseload, etag } = answer;
    const stranger = await this.#findStranger(caseload.user);
    if (stranger) return stranger;
    this.#serverKeyId = caseload.serverKeyId;
    if (!mayKeep()) {
      status.reached(caseload.asOf);
      return { kind: 'confirmed', changed: false };
    }
    const before = held?.caseload.rows ?? [];
    if (caseload.rows.length === 0 && before.length > 0 && !(await haveAllLeft(before, server))) {
      // Not taken at its word. Nor does it renew the lease: if it is true after all, the packs end with that.
      status.reached(caseload.asOf);
      status.warn('empty-caseload');
      return { kind: 'confirmed', changed: false };
    }
    status.warn('empty-caseload', false);
    await this.#confirmed(caseload.asOf, { caseload, ...(etag === undefined ? {} : { etag }) });
    this.#parts.onData();
    return { kind: 'confirmed', changed: true };
  }

  /** Brings down the packs that differ from what the caseload names, today's patients first. */
  async download(signal: AbortSignal): Promise<DownOutcome> {
    const { caseloads, packs, status, onData, now } = this.#parts;
    const rows = caseloads.held?.caseload.rows ?? [];
    // Another tab may have brought some down meanwhile.
    const differing = this.#differing(rows).map((row) => row.patientId);
    if (differing.length > 0) await packs.load(differing);
    const want = this.#wanted(rows);
    if (want.length === 0) {
      await this.#complete();
      return { kind: 'down' };
    }

    const progress = { done: rows.length - want.length, total: rows.length, bytes: 0 };
    status.set({ progress: { ...progress } });
    try {
      const onProgress = (kept: readonly string[], bytes: number) => {
        progress.done += kept.length;
        progress.bytes += bytes;
        status.set({ progress: { ...progress } });
        if (kept.length > 0) onData([...kept]);
      };
      const outcome = await downloadPacks(want, { ...this.#parts, signal, onProgress });
      if (outcome.kind === 'no-room') {
        status.warn('disk-full');
        return { kind: 'disk-full' };
      }
      if (outcome.kind !== 'complete') return outcome;
      if (outcome.failed > 0) return { kind: 'server-error', status: 200 };
      await this.#complete(new Date(now() + this.#parts.vault.clockOffsetMs).toISOString());
      return { kind: 'down' };
    } catch (error) {
      if (!isQuotaExceeded(error)) throw error;
      status.warn('disk-full');
      return { kind: 'disk-full' };
    } finally {
      status.endProgress();
    }
  }

  #differing(rows: readonly CaseloadRow[]): CaseloadRow[] {
    return rows.filter((row) => this.#parts.packs.held.get(row.patientId)?.version !== row.version);
  }

  #wanted(rows: readonly CaseloadRow[]): Want {
    const { caseloads, packs, vault, now } = this.#parts;
    const today = localDate(now() + vault.clockOffsetMs);
    const visits = caseloads.held?.caseload.visits ?? [];
    return todaysFirst(this.#differing(rows), visits, today).map(({ patientId }) => {
      const since = packs.held.get(patientId)?.version;
      // Made again from its pack, it has no version: the whole comes, and nothing that was here is built upon.
      return since ? { patientId, since } : { patientId };
    });
  }

  /** The caseload that is held, or the one that was just heard, is true as of now. */
  async #confirmed(asOf: string | undefined, heard?: Heard): Promise<void> {
    const { caseloads, status, now, vault, onServerTime } = this.#parts;
    const confirmedAt = asOf ?? new Date(now() + vault.clockOffsetMs).toISOString();
    if (asOf !== undefined) onServerTime(asOf);
    const completeAt = caseloads.held?.completeAt;
    const contact = { confirmedAt, ...(completeAt === undefined ? {} : { completeAt }) };
    await this.#write(async () => {
      await (heard ? caseloads.save(heard, contact) : caseloads.saveContact(contact));
      // Also when nothing changed: the round that heard of it may have been cut short.
      await this.#dropLeavers();
    });
    status.reached(confirmedAt);
  }

  /** A full disk must not keep what was written here from being sent: it is told, and the round goes on. */
  async #write(job: () => Promise<void>): Promise<void> {
    try {
      await job();
      this.#diskFull = false;
    } catch (error) {
      if (!isQuotaExceeded(error)) throw error;
      this.#diskFull = true;
      this.#parts.status.warn('disk-full');
    }
  }

  /** Every pack is the one that the caseload names. */
  async #complete(at?: string): Promise<void> {
    const { caseloads, packs, sentinel, vault, status } = this.#parts;
    status.warn('pack-damaged', false);
    status.warn('disk-full', this.#diskFull);
    const { held } = caseloads;
    const completeAt = at ?? held?.completeAt ?? held?.confirmedAt;
    if (!held || completeAt === undefined || status.state.completeAt === completeAt) return;
    await this.#write(() => caseloads.saveContact({ confirmedAt: held.confirmedAt, completeAt }));
    const { unfiledAlarmHours } = held.caseload;
    const alarm = unfiledAlarmHours === undefined ? {} : { unfiledAlarmHours };
    await sentinel.update(vault.userHash, { packs: packs.held.size, ...alarm });
    status.set({ completeAt });
  }

  async #dropLeavers(): Promise<void> {
    const staying = new Set(this.#parts.caseloads.held?.caseload.rows.map((row) => row.patientId));
    const leaving = (await this.#parts.packs.storedIds()).filter((patientId) => !staying.has(patientId));
    if (leaving.length === 0) return;
    // Before the packs: as long as those are there, a round that was cut short does both again.
    await this.#parts.sealed.retain(staying);
    await this.#parts.packs.drop(leaving);
    await this.#parts.sentinel.update(this.#parts.vault.userHash, { packs: this.#parts.packs.held.size });
  }

  /** The caseload, whole: where only a change came, it is laid over what is held. Nothing of it is kept yet. */
  async ask(): Promise<WholeAnswer> {
    const { server, caseloads } = this.#parts;
    const { held } = caseloads;
    const answer = await server.caseload(held?.etag);
    if (answer.kind !== 'change') return answer;
    const { change, etag, ...rest } = answer;
    const caseload = held && (await applyChange(held.caseload, change));
    if (caseload) return { ...rest, kind: 'caseload', caseload, etag };
    const whole = await server.caseload(undefined);
    return whole.kind === 'change' ? { kind: 'server-error', status: 226 } : whole;
  }

  /** On a shared tablet somebody else may be signed in: their caseload must not come into this vault. */
  async #findStranger(user: User | undefined): Promise<Failure | undefined> {
    const { vault, keeper } = this.#parts;
    if (user?.id !== vault.user.id) return { kind: 'signed-out' };
    if (!same(user, vault.user)) await keeper.update(vault, { user });
    return undefined;
  }

  async #noteOffset(offsetMs: number): Promise<void> {
    const { vault, keeper, status } = this.#parts;
    status.warn('clock-off', isOff(offsetMs));
    if (Math.abs(offsetMs - vault.clockOffsetMs) > OFFSET_STEP_MS) {
      await keeper.update(vault, { clockOffsetMs: offsetMs });
    }
  }
}
