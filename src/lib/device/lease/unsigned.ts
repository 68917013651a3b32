/** The rule of before leases were signed: for so many hours after the server last confirmed the caseload. Server times. Pure. */
import type { HeldCaseload } from '../packs/caseload-store';

/** When the packs of a vault that never had a signed lease can no longer be read; undefined before the first caseload. */
export function unsignedUntil(held: HeldCaseload | undefined): string | undefined {
  if (!held) return undefined;
  return new Date(Date.parse(held.confirmedAt) + held.caseload.leaseHours * 3_600_000).toISOString();
}
