/** Opens the sealed notes of one patient: a deliberate act, which is recorded first. */
import { ChartContext } from '../../record/chart/context';
import { layOver } from '../../record/chart/lay-over';
import { timelineOf } from '../../record/chart/timeline';
import { sealedCategoryOf } from '../../record/entry';
import type { SealedOutcome } from '../api';
import type { Audit } from '../audit/audit';
import { stateOfOwn, type OwnEntry } from '../journal/own-entry';
import type { SealedStore } from './sealed-store';

export interface SealedReaderParts {
  store: Pick<SealedStore, 'find'>;
  audit: Pick<Audit, 'record'>;
  entries: () => Iterable<OwnEntry>;
  /** On the caseload, and the lease runs. */
  mayShow: (patientId: string) => boolean;
  now: () => number;
}

/** This patient's sealed notes, newest first, with this user's own that are not filed yet. */
export async function openSealedNotes(patientId: string, parts: SealedReaderParts): Promise<SealedOutcome> {
  if (!parts.mayShow(patientId)) return { kind: 'not-on-caseload' };
  if ((await parts.audit.record({ kind: 'sealed-opened', patientId })) !== 'recorded') {
    return { kind: 'not-recorded' };
  }
  const sets = await parts.store.find();
  const filed = sets?.find((set) => set.patientId === patientId)?.notes ?? [];
  const own = [...parts.entries()].flatMap((entry) =>
    entry.entry?.patientId === patientId && sealedCategoryOf(entry.entry.body)
      ? [{ entry: entry.entry, state: stateOfOwn(entry) }]
      : [],
  );
  const { resources, marks } = layOver(filed, own);
  const notes = resources.filter(({ resourceType }) => resourceType === 'DocumentReference');
  const shown = timelineOf(new ChartContext(notes, marks, new Date(parts.now())));
  return { kind: 'notes', notes: shown, ...(sets ? {} : { missing: true }) };
}
