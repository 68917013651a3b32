/** What the server gave about patients, as it rests on this device: all of it under the lease. */
import type { Audit } from '../audit/audit';
import { EmergencyStore } from '../emergency/emergency-store';
import { FloorClock } from '../floor-clock';
import { CaseloadStore } from '../packs/caseload-store';
import { forgetPatients } from '../packs/forget-patients';
import type { PackDb } from '../packs/pack-db';
import { PackStore } from '../packs/pack-store';
import { SealedStore } from '../sealed/sealed-store';
import type { Surroundings } from '../surroundings';
import type { OpenVault } from '../vault/open-vault';
import { NOTHING_KEPT, type Sentinel } from '../vault/sentinel';
import { VaultLease } from './lease';
import { Notices } from './notices';

export class LeasedStores {
  /** Server time that does not go back. */
  readonly clock: FloorClock;
  readonly lease: VaultLease;
  readonly packs: PackStore;
  readonly caseloads: CaseloadStore;
  readonly sealed: SealedStore;
  readonly emergencies: EmergencyStore;
  readonly #db: PackDb;
  readonly #userHash: string;
  readonly #sentinel: Pick<Sentinel, 'find'>;

  constructor(
    db: PackDb,
    vault: OpenVault,
    {
      now,
      monotonic,
      enrolments,
      sentinel,
    }: Pick<Surroundings, 'now' | 'monotonic' | 'enrolments' | 'sentinel'>,
    audit: Pick<Audit, 'record'>,
  ) {
    [this.#db, this.#userHash, this.#sentinel] = [db, vault.userHash, sentinel];
    this.clock = new FloorClock({
      now,
      offset: () => vault.clockOffsetMs,
      monotonic: monotonic ?? (() => performance.now()),
      seen: () => [this.caseloads.contact?.confirmedAt, ...this.lease.seen],
    });
    this.lease = new VaultLease({
      vault,
      db,
      clock: this.clock,
      notices: new Notices(enrolments),
      record: (act) => audit.record(act),
    });
    this.packs = new PackStore(db, vault, this.lease);
    this.caseloads = new CaseloadStore(db, vault, this.lease);
    this.sealed = new SealedStore(db, vault, this.lease);
    this.emergencies = new EmergencyStore(db, vault, this.lease);
  }

  /** With the key of the lease that there is now. */
  async sealAnew(): Promise<void> {
    for (const store of [this.packs, this.caseloads, this.sealed, this.emergencies]) await store.sealAnew();
  }

  /** Whether what comes beside the packs can be read, as far as it ought to be here. True while nothing can be. */
  async isBesideWhole(): Promise<boolean> {
    if (this.lease.sealing === undefined) return true;
    const { sealed, summaries } = (await this.#sentinel.find(this.#userHash)) ?? NOTHING_KEPT;
    const notes = sealed !== true || (await this.sealed.find()) !== undefined;
    return notes && (summaries !== true || (await this.emergencies.find()) !== undefined);
  }

  /** The lease has ended, or what had ended can be read again. */
  async readAgain(): Promise<void> {
    await Promise.all([this.packs.load(), this.caseloads.load()]);
  }

  /** The user has left the organisation. Whether anything of a patient was here. */
  async erase(sentinel: Pick<Sentinel, 'update'>): Promise<boolean> {
    const found = await forgetPatients(this.#db, this.#userHash, sentinel);
    if (found) await this.readErased();
    return found;
  }

  /** Another tab has erased it, or this one. */
  async readErased(): Promise<void> {
    this.caseloads.forget();
    await this.lease.load();
    await this.readAgain();
  }

  /** Nothing of a patient is fetched when it could not be kept. */
  whileItRuns<A extends unknown[]>(sync: { run: (...of: A) => Promise<void> }) {
    return {
      run: (...of: A) => (this.lease.sealing === undefined ? Promise.resolve() : sync.run(...of)),
    };
  }
}
