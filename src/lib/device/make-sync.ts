/** Puts together what speaks to the server for one open vault. */
import { carryAudit } from './audit/carry-audit';
import { EmergencySync } from './emergency/emergency-sync';
import { ensureEnrolled } from './enrol';
import type { Journal } from './journal/journal';
import { LeaseSync, type LeaseSyncParts } from './lease/lease-sync';
import type { LeasedStores } from './lease/leased-stores';
import { SealedSync } from './sealed/sealed-sync';
import { hasRoom } from './storage/room';
import type { Hooks, OpenSurroundings } from './surroundings';
import { CaseloadSync } from './sync/caseload-sync';
import { JournalSync } from './sync/journal-sync';
import { Sync, type SyncParts } from './sync/sync';
import type { SyncStatus } from './sync/sync-status';
import type { OpenVault } from './vault/open-vault';

export interface SyncMakings extends Pick<SyncParts, 'isWaiting' | 'report' | 'onJournal'> {
  vault: OpenVault;
  around: OpenSurroundings;
  hooks: Hooks;
  journal: Journal;
  leased: LeasedStores;
  status: SyncStatus;
  onLease: LeaseSyncParts['onLease'];
  /** These patients' charts, or all lists when absent, may look different now. */
  onData: (patientIds?: string[]) => void;
}

export function makeSync(makings: SyncMakings): Sync {
  const { vault, around, hooks, journal, leased, status, onLease, onData, onJournal, isWaiting, report } =
    makings;
  const { now, locks, registry } = around;
  let anew = false;
  const expect = (kept: { sealed?: boolean; summaries?: boolean }) =>
    around.sentinel.update(vault.userHash, kept);
  return new Sync({
    enrol: async () => {
      const outcome = await ensureEnrolled(vault, { unproven: () => journal.unproven(), anew }, around);
      if (outcome.kind === 'enrolled') anew = false;
      return outcome;
    },
    onNotKnown: () => {
      anew = true;
    },
    lease: new LeaseSync({
      ...{ vault, server: around.server, lease: leased.lease, onLease },
      sealAnew: () => leased.sealAnew(),
    }),
    caseload: new CaseloadSync({
      vault,
      keeper: around.vaults,
      server: around.server,
      caseloads: leased.caseloads,
      packs: leased.packs,
      sealed: leased.sealed,
      mayKeep: () => leased.lease.sealing !== undefined,
      onServerTime: (at) => {
        leased.clock.reached(Date.parse(at));
      },
      sentinel: around.sentinel,
      hasRoom: async () => hasRoom(around.storage, await around.reserve.missing()),
      status: status,
      now,
      onData,
    }),
    sealed: leased.whileItRuns(
      new SealedSync({ server: around.server, store: leased.sealed, expect: () => expect({ sealed: true }) }),
    ),
    emergency: leased.whileItRuns(
      new EmergencySync({
        ...{ server: around.server, store: leased.emergencies, now },
        expect: () => expect({ summaries: true }),
      }),
    ),
    journal: new JournalSync(journal, {
      ...around,
      address: around.journalsAddress,
      lastContact: () => leased.caseloads.contact?.confirmedAt,
    }),
    audit: () =>
      carryAudit(vault.journalBase, {
        store: around.audits,
        witness: around.witness,
        server: around.server,
      }),
    status: status,
    locks,
    userHash: vault.userHash,
    isWaiting,
    report,
    hold: async (held) => {
      if (journal.held === held) return;
      journal.held = held;
      await registry.hold(vault.userHash, held);
    },
    onJournal,
    onLost: hooks.onLost,
    onSignedOut: hooks.onSignedOut,
    ...(around.openNews ? { openNews: around.openNews } : {}),
  });
}
