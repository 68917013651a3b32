/**
 * Codes that Doorstep writes and reads. SNOMED CT codes are those named in UK Core and NHS England examples; they are
 * identifiers here, not a copy of the terminology. LOINC and UCUM as in FHIR's vital signs profile.
 */
export const SNOMED = 'http://snomed.info/sct';
export const LOINC = 'http://loinc.org';
export const UCUM = 'http://unitsofmeasure.org';
/** Doorstep's own codes, for what has none elsewhere. */
export const DOORSTEP = 'urn:doorstep:code';
export const NHS_NUMBER = 'https://fhir.nhs.uk/Id/nhs-number';

export interface Coding {
  system: string;
  code: string;
  display?: string;
}

export interface Concept {
  coding: Coding[];
  text: string;
}

/** Doorstep's own codes by what they mean. */
export const OWN = {
  observationSet: 'observation-set',
  airOrOxygen: 'air-or-oxygen',
  consciousness: 'acvpu',
  spo2Scale1: 'news2-spo2-scale-1',
  spo2Scale2: 'news2-spo2-scale-2',
  clinicalNote: 'clinical-note',
  dispute: 'dispute',
  clockAdjusted: 'clock-adjusted',
} as const;

export const NEWS2_TOTAL = '1104051000000101';

/** A concept in words, with the codes it is known by. */
export function concept(text: string, ...coding: Coding[]): Concept {
  return { coding, text };
}

export const snomed = (code: string, display?: string): Coding => coded(SNOMED, code, display);
export const loinc = (code: string, display?: string): Coding => coded(LOINC, code, display);
export const own = (code: string, display?: string): Coding => coded(DOORSTEP, code, display);

function coded(system: string, code: string, display?: string): Coding {
  return display === undefined ? { system, code } : { system, code, display };
}
