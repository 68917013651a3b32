/**
 * FHIR R4 resources as Doorstep carries them: any resource type, unknown fields kept.
 * Typed views of the types that we read come from `@medplum/fhirtypes` through `isType`.
 */
import type { Resource, ResourceType } from '@medplum/fhirtypes';
import * as v from 'valibot';

export const FhirResourceSchema = v.looseObject({
  resourceType: v.pipe(v.string(), v.regex(/^[A-Z][A-Za-z]+$/)),
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
});

/** Any FHIR resource with an id. Fields beyond these are kept as they came. */
export type FhirResource = v.InferOutput<typeof FhirResourceSchema>;

/** Narrows by `resourceType` only: fields of imported resources may still be missing or malformed. */
export function isType<K extends ResourceType>(
  resource: FhirResource,
  type: K,
): resource is FhirResource & Extract<Resource, { resourceType: K }> & { id: string } {
  return resource.resourceType === type;
}

/** `Type/id`, the way one resource of a patient's record names another. */
export function referenceTo(resource: { resourceType: string; id: string }): string {
  return `${resource.resourceType}/${resource.id}`;
}
