import { concept, own, OWN } from '../codes';
import type { Entry } from '../entry';
import type { FhirResource } from '../fhir';
import { authorReference, duringVisit, metaOf, patientReference } from './common';

/**
 * The decision on the SpO2 scale as a Flag of its own; the newest stands (see `chart/spo2-scale.ts`). So a decision back
 * to scale 1 is a record too, and two devices that decide offline never write over each other.
 */
export function spo2ScaleFlag(entry: Entry, decision: { scale: 1 | 2; reason: string }): FhirResource {
  const code =
    decision.scale === 2
      ? concept('NEWS2 SpO2 scale 2: target saturation 88–92 %', own(OWN.spo2Scale2))
      : concept('NEWS2 SpO2 scale 1', own(OWN.spo2Scale1));
  return {
    resourceType: 'Flag',
    id: entry.id,
    meta: metaOf(entry),
    extension: [{ url: 'urn:doorstep:reason', valueString: decision.reason }],
    status: 'active',
    category: [{ text: 'Clinical' }],
    code,
    subject: patientReference(entry.patientId),
    period: { start: entry.writtenAt },
    author: authorReference(entry.author),
    ...duringVisit(entry),
  };
}
