/**
 * Who a resource is for, as its labels say: HL7's confidentiality codes, which the Personal Demographics Service uses too.
 * On a Patient: `R`, `S` or `V` is a restricted patient, whose address and contacts are kept back.
 * On anything else: `R` is sensitive, `V` is sealed (safeguarding, perinatal mental health, domestic abuse).
 */
import type { FhirResource } from './fhir';

export const CONFIDENTIALITY = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';
export const SENSITIVE_CODE = 'R';
export const SEALED_CODE = 'V';
/** `REDACTED` is what PDS answers to those who may not know which of the others it is. */
const RESTRICTED_CODES: ReadonlySet<unknown> = new Set(['R', 'S', 'V', 'REDACTED']);

/** In place of a restricted patient's address: not the same as one that nobody knows. */
export const ADDRESS_WITHHELD = 'Address withheld: restricted record';

/** What a sealed note is about: a second label beside `V`. */
export const SEALED_CATEGORY = 'urn:doorstep:sealed';
export const SEALED_CATEGORIES = {
  safeguarding: 'Safeguarding',
  'perinatal-mental-health': 'Perinatal mental health',
  'domestic-abuse': 'Domestic abuse',
} as const;
export type SealedCategory = keyof typeof SEALED_CATEGORIES;
export const SEALED_CATEGORY_KEYS = Object.keys(SEALED_CATEGORIES) as SealedCategory[];

export interface Label {
  system: string;
  code: string;
  display?: string;
}

/** `meta.security` of a sealed note. */
export function sealedLabels(category: SealedCategory): Label[] {
  return [
    { system: CONFIDENTIALITY, code: SEALED_CODE, display: 'very restricted' },
    { system: SEALED_CATEGORY, code: category, display: SEALED_CATEGORIES[category] },
  ];
}

export function isSealed(resource: FhirResource): boolean {
  return resource.resourceType !== 'Patient' && confidentialityOf(resource).includes(SEALED_CODE);
}

export function isSensitive(resource: FhirResource): boolean {
  return resource.resourceType !== 'Patient' && confidentialityOf(resource).includes(SENSITIVE_CODE);
}

export function isRestrictedPatient(resource: FhirResource): boolean {
  return (
    resource.resourceType === 'Patient' &&
    confidentialityOf(resource).some((code) => RESTRICTED_CODES.has(code))
  );
}

function confidentialityOf({ meta }: FhirResource): unknown[] {
  const labels = isFields(meta) ? meta['security'] : undefined;
  if (!Array.isArray(labels)) return [];
  return labels.filter(isFields).flatMap(({ system, code }) => (system === CONFIDENTIALITY ? [code] : []));
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
