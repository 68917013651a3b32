/** The lease: packs may be read for so many hours after the server last confirmed the caseload. Server times. Pure. */
import type { HeldCaseload } from './packs/caseload-store';

/** When the packs can no longer be read without a contact; undefined before the first caseload. */
export function leaseUntil(held: HeldCaseload | undefined): string | undefined {
  if (!held) return undefined;
  return new Date(Date.parse(held.confirmedAt) + held.caseload.leaseHours * 3_600_000).toISOString();
}

export function isLeaseEnded(held: HeldCaseload | undefined, serverNow: number): boolean {
  const until = leaseUntil(held);
  return until !== undefined && serverNow > Date.parse(until);
}
