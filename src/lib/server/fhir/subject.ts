/** Which patients a resource names as the one that it is about. */
import { nhsNumbersIn } from './identity';
import { isFields, valuesAt, type Fields } from './json';
import { containedIn, nhsNumberSought, targetOf, type Addresses } from './references';

/** Where a type names its patient, when that is not `subject` or `patient`. */
const PATHS: Record<string, readonly string[]> = {
  Account: ['subject'],
  Appointment: ['participant.actor'],
  AppointmentResponse: ['actor'],
  AuditEvent: ['patient', 'entity.what'],
  Coverage: ['beneficiary'],
  EnrollmentRequest: ['candidate'],
  Group: ['member.entity'],
  Person: ['link.target'],
  Provenance: ['target'],
  ResearchSubject: ['individual'],
  Schedule: ['actor'],
  Task: ['for'],
};
const USUAL = ['subject', 'patient'];

/** A patient by `Patient/<id>`, or by an NHS number that is valid. */
export type PatientName = { key: string } | { nhsNumber: string };

/** The patients named; none when the subject is a group, a place, or not given. */
export function patientsNamedBy(type: string, resource: Fields, addresses: Addresses): PatientName[] {
  const references = (PATHS[type] ?? USUAL).flatMap((path) => valuesAt(resource, path.split('.')));
  return references.flatMap((reference): PatientName[] => {
    const name = isFields(reference) ? nameOf(reference, resource, addresses) : undefined;
    return name ? [name] : [];
  });
}

function nameOf(reference: Fields, resource: Fields, addresses: Addresses): PatientName | undefined {
  const { reference: address, identifier } = reference;
  if (typeof address === 'string') {
    if (address.startsWith('#')) return containedPatient(resource, address.slice(1));
    const sought = nhsNumberSought(address);
    if (sought !== undefined)
      return byNumber([{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: sought }]);
    const target = targetOf(address, addresses);
    if (target !== undefined) return target.startsWith('Patient/') ? { key: target } : undefined;
  }
  return identifier === undefined ? undefined : byNumber([identifier]);
}

function containedPatient(resource: Fields, id: string): PatientName | undefined {
  const inner = containedIn(resource).find((contained) => contained['id'] === id);
  return inner?.['resourceType'] === 'Patient' ? byNumber(inner['identifier']) : undefined;
}

function byNumber(identifiers: unknown): PatientName | undefined {
  const valid = nhsNumbersIn(identifiers).find((number) => number.valid);
  return valid && { nhsNumber: valid.digits };
}
