/**
 * Where each resource of a pack stands in the chart. Every resource has a place: a type that nobody thought of is `other`,
 * readable, rather than gone.
 */
import { isDispute, isOpenDispute } from '../dispute';
import { OWN } from '../codes';
import type { FhirResource } from '../fhir';
import { codesOf, fieldsOf, listOf } from '../read';
import { noteText } from './note-text';

export type Place =
  | 'problems'
  | 'allergies'
  | 'medicines'
  | 'care-plans'
  | 'observations'
  | 'timeline'
  | 'documents'
  | 'disputes'
  | 'other'
  /** Not shown by itself: those whose names stand in the other items. */
  | 'names';

const BY_TYPE: Readonly<Record<string, Place>> = {
  Practitioner: 'names',
  PractitionerRole: 'names',
  Organization: 'names',
  Location: 'names',
  Medication: 'names',
  Condition: 'problems',
  AllergyIntolerance: 'allergies',
  MedicationRequest: 'medicines',
  MedicationStatement: 'medicines',
  CarePlan: 'care-plans',
  Goal: 'care-plans',
  Observation: 'observations',
  Encounter: 'timeline',
  Procedure: 'timeline',
  Immunization: 'timeline',
  MedicationAdministration: 'timeline',
  MedicationDispense: 'timeline',
  Communication: 'timeline',
  DocumentReference: 'documents',
  Composition: 'documents',
  DiagnosticReport: 'documents',
  QuestionnaireResponse: 'documents',
  Media: 'documents',
};

/** Every section asks for the place of every resource. A resource is never changed in place: a change makes another. */
const places = new WeakMap<FhirResource, Place>();

/**
 * The place of a resource. Hazard: what was entered in error, or never came about, read as a fact. So such a one stands
 * under `other` with its status, whatever its type.
 */
export function placeOf(resource: FhirResource): Place {
  const known = places.get(resource);
  if (known !== undefined) return known;
  const place = findPlace(resource);
  places.set(resource, place);
  return place;
}

function findPlace(resource: FhirResource): Place {
  if (isInError(resource)) return 'other';
  const { resourceType } = resource;
  if (resourceType === 'DocumentReference' && noteText(resource) !== undefined) return 'timeline';
  if (resourceType === 'Observation' && isObservationSet(resource)) return 'timeline';
  if (resourceType === 'Flag' && isScaleDecision(resource)) return 'timeline';
  if (resourceType === 'Provenance' && changesPlan(resource)) return 'timeline';
  if (isDispute(resource)) return isOpenDispute(resource) ? 'disputes' : 'other';
  return BY_TYPE[resourceType] ?? 'other';
}

/** Entered in error by any of the fields that can say so; for an observation also cancelled. */
export function isInError(resource: FhirResource): boolean {
  const { status, lifecycleStatus, verificationStatus, resourceType } = resource;
  if (resourceType === 'Observation' && status === 'cancelled') return true;
  return [status, lifecycleStatus, ...codesOf(verificationStatus)].includes('entered-in-error');
}

export function isObservationSet(resource: FhirResource): boolean {
  return codesOf(resource['code']).includes(OWN.observationSet);
}

export function isScaleDecision(resource: FhirResource): boolean {
  const codes = codesOf(resource['code']);
  return codes.includes(OWN.spo2Scale1) || codes.includes(OWN.spo2Scale2);
}

function changesPlan(provenance: FhirResource): boolean {
  return listOf(provenance['target']).some((target) =>
    /^(CarePlan|Goal)\//.test(String(fieldsOf(target)['reference'])),
  );
}
