/** Why something was refused or flagged at import, in words that hold no patient's data. */
export const REFUSALS = {
  unreadable: 'The file could not be read or unpacked',
  'not-json': 'Not JSON',
  'not-an-object': 'Not a resource: JSON, but not an object',
  'no-resource-type': 'Not a resource: no resourceType',
  'no-resource': 'A Bundle entry without a resource',
  'unknown-type': 'Not FHIR R4: no such resource type',
  'not-r4': 'Not FHIR R4: the shape is another version’s or wrong',
  'no-patient': 'Belongs to no patient',
  'several-patients': 'Names several patients',
  'patient-clash': 'The patient named may be two people, and nothing tells them apart',
} as const;
export type RefusalReason = keyof typeof REFUSALS;

export const FLAGS = {
  'nhs-number-invalid': 'An NHS number fails its check digit',
  'nhs-number-shared': 'Two patients have the same NHS number',
  'patient-id-shared': 'Another person has the same patient id; kept apart by NHS number',
  'reference-unresolved': 'Refers to something that is not there',
  'patient-unresolved': 'The patient is not in the record',
  'system-misspelt': 'A code system is misspelt',
  'element-missing': 'A required element is missing',
  'content-differs': 'Came again with other content; the first was kept',
} as const;
export type FlagReason = keyof typeof FLAGS;

/** Flags stay with the resource as tags of this system. */
export const FLAG_SYSTEM = 'urn:doorstep:import';

export interface Place {
  file: string;
  /** Where in the file: `line 3`, `entry 0 > entry 2`; empty when the file is the resource. */
  place: string;
}

export interface Refusal extends Place {
  reason: RefusalReason;
  /** What exactly, when there is more to say: an element's name, never its value. */
  detail?: string;
}
