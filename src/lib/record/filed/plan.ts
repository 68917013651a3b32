import type { Entry } from '../entry';
import type { FhirResource } from '../fhir';
import { authorReference, metaOf } from './common';

/** Who changed a care plan or a goal, when and why. The change itself is merged into the target. */
export function planProvenance(
  entry: Entry,
  change: { targetType: string; targetId: string; activity: string; reason: string },
): FhirResource {
  return {
    resourceType: 'Provenance',
    id: `${entry.id}-provenance`,
    meta: metaOf(entry),
    target: [{ reference: `${change.targetType}/${change.targetId}` }],
    occurredDateTime: entry.writtenAt,
    recorded: entry.writtenAt,
    activity: { text: change.activity },
    reason: [{ text: change.reason }],
    agent: [{ who: authorReference(entry.author) }],
  };
}
