import { encodeBase64 } from '../base64';
import { concept, own, OWN } from '../codes';
import type { Entry } from '../entry';
import type { FhirResource } from '../fhir';
import { authorReference, duringVisit, metaOf, patientReference } from './common';

/** A note as a DocumentReference: the whole text inside, so that a pack alone shows it. */
export function noteDocument(entry: Entry, text: string): FhirResource {
  return {
    resourceType: 'DocumentReference',
    id: entry.id,
    meta: metaOf(entry),
    status: 'current',
    type: concept('Clinical note', own(OWN.clinicalNote)),
    subject: patientReference(entry.patientId),
    date: entry.writtenAt,
    author: [authorReference(entry.author)],
    content: [{ attachment: { contentType: 'text/plain; charset=utf-8', data: encodeBase64(text) } }],
    ...(entry.visit ? { context: { encounter: [duringVisit(entry).encounter] } } : {}),
  };
}

/** A correction: a note of its own that names the one it replaces. The original stays as it was filed. */
export function amendmentDocument(
  entry: Entry,
  amendment: { targetId: string; text: string; reason: string },
): FhirResource {
  return {
    ...noteDocument(entry, amendment.text),
    description: amendment.reason,
    relatesTo: [{ code: 'replaces', target: { reference: `DocumentReference/${amendment.targetId}` } }],
  };
}
