/**
 * Ids in the record. `<patientId>:<ResourceType>:<id>` makes one key range (and one CouchDB partition) a patient.
 * A patient id is opaque: never an NHS number, so that it may stand in an address or an index.
 */
export const PATIENT_ID = /^p[a-z0-9]{16,40}$/;

export function documentId(patientId: string, resourceType: string, id: string): string {
  return `${patientId}:${resourceType}:${id}`;
}

export function entryDocId(entryId: string): string {
  return `entry:${entryId}`;
}

export function receiptDocId(entryId: string): string {
  return `receipt:${entryId}`;
}

/** The journal that a device writes into in a given month: `<base>-2026-11`. `base` is issued at registration. */
export function journalName(base: string, at: Date): string {
  return `${base}-${at.toISOString().slice(0, 7)}`;
}

export const JOURNAL_BASE = /^j[a-z0-9]{20,40}$/;
export const JOURNAL_NAME = /^(j[a-z0-9]{20,40})-(\d{4}-\d{2})$/;
