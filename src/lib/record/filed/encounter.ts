import type { Entry } from '../entry';
import type { FhirResource } from '../fhir';
import { authorReference, encounterId, patientReference } from './common';

/**
 * The Encounter of the visit during which an entry was written. Each entry of the visit gives it, whoever comes first:
 * it is written only when it is not there yet.
 */
export function visitEncounter(entry: Entry): FhirResource[] {
  const { visit } = entry;
  if (!visit) return [];
  return [
    {
      resourceType: 'Encounter',
      id: encounterId(visit.id),
      meta: { source: `urn:doorstep:visit:${visit.id}` },
      status: 'finished',
      class: {
        system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
        code: 'HH',
        display: 'home health',
      },
      type: [{ text: 'Home visit' }],
      subject: patientReference(entry.patientId),
      participant: [{ individual: authorReference(entry.author) }],
      period: { start: visit.startedAt },
      ...(visit.reason === undefined ? {} : { reasonCode: [{ text: visit.reason }] }),
    },
  ];
}
