/** How an open device is doing, as every screen shows it: put together from those who know. */
import type { DeviceStatus } from './api';
import type { Journal } from './journal/journal';
import { countStates, oldestUnsent } from './journal/own-entry';
import type { HeldCaseload } from './packs/caseload-store';
import type { Reader } from './reader';
import type { SyncStatus } from './sync/sync-status';
import { unfiledAlarmHoursOf, type Upkeep } from './upkeep';
import type { OpenVault } from './vault/open-vault';

interface StatusParts {
  status: SyncStatus;
  journal: Journal;
  upkeep: Upkeep;
  vault: OpenVault;
  reader: Reader;
  held: HeldCaseload | undefined;
}

export function deviceStatusOf({ status, journal, upkeep, vault, reader, held }: StatusParts): DeviceStatus {
  const entries = [...journal.entries.values()];
  const oldest = oldestUnsent(entries);
  return {
    ...status.view(),
    counts: countStates(entries),
    ...(oldest === undefined ? {} : { oldestUnsent: oldest }),
    unfiledAlarmHours: unfiledAlarmHoursOf(held),
    ...(upkeep.lost === undefined ? {} : { lost: upkeep.lost }),
    demo: vault.demo,
    leaseEnded: reader.leaseEnded,
  };
}
