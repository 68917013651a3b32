/** Care plans and goals: what they are called, and who changed them when. */
import type { FhirResource } from './fhir';
import { referenceTo } from './fhir';
import { conceptText, fieldsOf, listOf, textOf } from './read';

/** What a care plan or a goal is called. */
export function titleOf(resource: FhirResource): string {
  return (
    textOf(resource['title']) ??
    conceptText(resource['description']) ??
    conceptText(resource['category']) ??
    (resource.resourceType === 'Goal' ? 'Goal' : 'Care plan')
  );
}

/** Who changed it and when, by the record's Provenance, newest first. */
export function changesOf(
  resource: FhirResource,
  resources: readonly FhirResource[],
): { author?: string; at?: string }[] {
  const reference = referenceTo(resource);
  return resources
    .filter((other) => other.resourceType === 'Provenance')
    .filter((other) => listOf(other['target']).some((target) => fieldsOf(target)['reference'] === reference))
    .map((provenance) => {
      const author = textOf(fieldsOf(fieldsOf(listOf(provenance['agent'])[0])['who'])['display']);
      const at = textOf(provenance['recorded']);
      return { ...(author ? { author } : {}), ...(at ? { at } : {}) };
    })
    .sort((a, b) => (b.at ?? '').localeCompare(a.at ?? ''));
}
