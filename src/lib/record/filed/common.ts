/** What every filed resource says: whose it is, who wrote it, when, during which visit, from which entry. */
import { OWN, own } from '../codes';
import { sealedCategoryOf, type Author, type Entry } from '../entry';
import { sealedLabels } from '../sensitivity';

export interface NamedReference {
  display: string;
  identifier: { system: string; value: string };
}

/** Where a filed resource came from: what `meta.source` holds. */
export const ENTRY_SOURCE = 'urn:doorstep:entry:';

export function patientReference(patientId: string): { reference: string } {
  return { reference: `Patient/${patientId}` };
}

/** The author by name and user id: the directory of practitioners is not part of a patient's record. */
export function authorReference(author: Author): NamedReference {
  return { display: author.name, identifier: { system: 'urn:doorstep:user', value: author.userId } };
}

/** `meta` of what this entry adds; it says so where the device's clock was wrong, and where the note is sealed. */
export function metaOf(entry: Entry): Record<string, unknown> {
  const tag = [own(OWN.clockAdjusted, 'Time corrected: the device clock was wrong')];
  const category = sealedCategoryOf(entry.body);
  return {
    source: ENTRY_SOURCE + entry.id,
    ...(entry.clock.adjusted ? { tag } : {}),
    ...(category ? { security: sealedLabels(category) } : {}),
  };
}

/** Entries of one visit share this Encounter. Characters that no FHIR id may have become `-`. */
export function encounterId(visitId: string): string {
  return `visit-${visitId.replace(/[^A-Za-z0-9.-]/g, '-')}`;
}

/** `{ encounter }`, or nothing when the entry was not written during a visit. */
export function duringVisit(entry: Entry): { encounter?: { reference: string } } {
  return entry.visit ? { encounter: { reference: `Encounter/${encounterId(entry.visit.id)}` } } : {};
}
