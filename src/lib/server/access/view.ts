/** How much of a record a user gets to see: cut on the server, so that what is kept back never travels. */
import { isOpenDispute } from '../../record/dispute';
import type { FhirResource } from '../../record/fhir';
import { speaksOfResuscitation } from '../../record/chart/resuscitation-sources';
import { isRestrictedPatient, isSealed, isSensitive } from '../../record/sensitivity';
import type { Action } from './decide';

export interface View {
  /** Only what a care home needs to look after its resident. */
  reduced: boolean;
  sensitive: boolean;
  /** Sealed notes are in no pack: they go their own way, to those who have this. */
  sealed: boolean;
}

/** The view of somebody who may do these things for a patient; undefined when that is none. */
export function viewOf(may: (action: Action) => boolean): View | undefined {
  const reduced = !may('read');
  if (reduced && !may('read-reduced')) return undefined;
  return { reduced, sensitive: may('read-sensitive'), sealed: may('read-sealed') };
}

/** Views with one name cut every pack alike. The whole pack has none. */
export function viewName({ reduced, sensitive }: View): string {
  return [reduced ? 'part' : '', sensitive ? '' : 'open'].filter(Boolean).join('-');
}

/** What care-home staff get: who it is, what is dangerous, what is given and done, what was measured; beside what is for everybody. */
const REDUCED_TYPES: ReadonlySet<string> = new Set([
  'Patient',
  'AllergyIntolerance',
  'Flag',
  'Consent',
  'MedicationRequest',
  'MedicationStatement',
  'Medication',
  'CarePlan',
  'Goal',
  'Immunization',
  'Observation',
]);

const FORM_FIELDS: ReadonlySet<string> = new Set([
  'resourceType',
  'id',
  'meta',
  'status',
  'type',
  'category',
  'description',
  'subject',
  'date',
]);

/** Kept back of a restricted patient, wherever it stands: where they live and how to reach them or their people. */
const WHERE_THEY_ARE: ReadonlySet<string> = new Set(['RelatedPerson', 'Location']);
const ADDRESS_FIELDS: ReadonlySet<string> = new Set([
  'address',
  'telecom',
  'contact',
  'location',
  'valueAddress',
  'valueContactPoint',
]);

/** The resources of one record that belong to a pack of this view, restricted patients without address and contacts. */
export function cut(resources: readonly FhirResource[], view: View): FhirResource[] {
  const seen = resources.filter((resource) => isSeen(resource, view));
  return withoutWhere(resources, view.reduced ? seen.map(withoutPages) : seen);
}

/** The sealed notes of one record, cut of a restricted patient as a pack is. */
export function sealedIn(resources: readonly FhirResource[]): FhirResource[] {
  return withoutWhere(resources, resources.filter(isSealed));
}

/** `some` of the resources, of a restricted patient without address and contacts. */
function withoutWhere(resources: readonly FhirResource[], some: readonly FhirResource[]): FhirResource[] {
  if (!resources.some(isRestrictedPatient)) return [...some];
  return some.filter(({ resourceType }) => !WHERE_THEY_ARE.has(resourceType)).map(withoutAddress);
}

function isSeen(resource: FhirResource, { reduced, sensitive }: View): boolean {
  if (isSealed(resource) || (!sensitive && isSensitive(resource))) return false;
  return !reduced || REDUCED_TYPES.has(resource.resourceType) || isForEverybody(resource);
}

/** Whoever acts on a plan has to know that it may not stand; a resuscitation decision can be recorded anywhere. */
function isForEverybody(resource: FhirResource): boolean {
  return speaksOfResuscitation(resource) || isOpenDispute(resource);
}

/** That a form on resuscitation exists, what it is called and of when it is, without what else stands on it. */
function withoutPages(resource: FhirResource): FhirResource {
  if (resource.resourceType !== 'DocumentReference') return resource;
  return Object.fromEntries(
    Object.entries(resource).filter(([name]) => FORM_FIELDS.has(name)),
  ) as FhirResource;
}

/** A narrative (`text.div`) says the same in words, so it goes too. */
function withoutAddress(resource: FhirResource): FhirResource {
  const contained = Array.isArray(resource['contained']) ? (resource['contained'] as unknown[]) : [];
  const places = contained.filter(isWhere).map((one) => `#${(one as FhirResource).id}`);
  return stripped(resource, new Set(places)) as FhirResource;
}

/** `places`: how contained ones are referred to. */
function stripped(value: unknown, places: ReadonlySet<string>): unknown {
  const isLeft = (one: unknown) => !isWhere(one) && !namesWhere(one, places);
  if (Array.isArray(value)) return value.filter(isLeft).map((item) => stripped(item, places));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, field]) => !ADDRESS_FIELDS.has(name.replace(/^_/, '')) && !isNarrative(field))
      .filter(([, field]) => !namesWhere(field, places))
      .map(([name, field]) => [name, stripped(field, places)]),
  );
}

/** A contained resource. */
function isWhere(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('resourceType' in value)) return false;
  return WHERE_THEY_ARE.has(String(value.resourceType));
}

/** A reference to a place or to one of their people: it may say in words what it refers to. */
function namesWhere(value: unknown, places: ReadonlySet<string>): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { reference, type } = value as { reference?: unknown; type?: unknown };
  if (typeof type === 'string' && WHERE_THEY_ARE.has(type)) return true;
  if (typeof reference !== 'string') return false;
  return places.has(reference) || reference.split('/').some((part) => WHERE_THEY_ARE.has(part));
}

function isNarrative(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'div' in value;
}
