/**
 * What an entry becomes in the record. The server files by it, and the device lays the same over the chart until then, so
 * what the author sees at once is what everyone sees later. All ids follow from the entry's: filing twice writes the same.
 */
import type { Entry } from './entry';
import type { FhirResource } from './fhir';
import { amendmentDocument, noteDocument } from './filed/documents';
import { visitEncounter } from './filed/encounter';
import { observationResources } from './filed/observations';
import { planProvenance } from './filed/plan';
import { spo2ScaleFlag } from './filed/spo2-scale';

export interface TargetChange {
  targetType: 'CarePlan' | 'Goal';
  targetId: string;
  /** As the author saw it. */
  base: FhirResource;
  /** As the author wants it. */
  proposed: FhirResource;
}

/** The resources that an entry adds: new ones only, plus the Encounter of its visit (written when it isn't there yet). */
export function resourcesOf(entry: Entry): FhirResource[] {
  const added = addedBy(entry);
  return added.length > 0 ? [...visitEncounter(entry), ...added] : [];
}

/** The change that an entry makes to what exists, to be merged three ways; undefined for all other entries. */
export function changeOf(entry: Entry): TargetChange | undefined {
  const { body } = entry;
  if (body.kind !== 'care-plan-change' && body.kind !== 'decision') return undefined;
  const { targetType, targetId, base, proposed } = body;
  return { targetType, targetId, base, proposed };
}

function addedBy(entry: Entry): FhirResource[] {
  const { body } = entry;
  switch (body.kind) {
    case 'note':
      return [noteDocument(entry, body.text)];
    case 'amendment':
      return [amendmentDocument(entry, body)];
    case 'observations':
      return observationResources(entry, body);
    case 'spo2-scale':
      return [spo2ScaleFlag(entry, body)];
    case 'care-plan-change':
      return [planProvenance(entry, { ...body, activity: 'Care plan changed', reason: body.summary })];
    case 'decision':
      return [planProvenance(entry, { ...body, activity: 'Disputed change decided' })];
    case 'set-aside':
    case 'break-glass':
      return [];
  }
}
