/** Where other systems, and Doorstep, record a resuscitation decision. */
import type { FhirResource } from '../fhir';
import { codesOf, conceptText, fieldsOf, textOf } from '../read';
import { mentionsResuscitation, RESUSCITATION_CODES } from '../resuscitation';
import { flagWords } from './alerts';

export interface Source {
  /** Statuses in which it stands. */
  current: readonly string[];
  /** What of it may speak of resuscitation. */
  about: (resource: FhirResource) => unknown[];
  /** The words to show when it does. */
  shown: (resource: FhirResource, now: Date) => string | undefined;
  /** Only the codes of the table count: elsewhere "resuscitation" is something that was done. */
  codesOnly?: true;
  /** The paper of a decision: it speaks only where no decision as new is recorded as such. */
  paper?: true;
}

const byItsCode: Pick<Source, 'about' | 'shown'> = {
  about: ({ code }) => [code],
  shown: ({ code }) => conceptText(code),
};
const consentAbout = ({ provision, category, scope }: FhirResource) => [
  fieldsOf(provision)['code'],
  category,
  scope,
];

/** Which types of resource may carry a resuscitation decision, and how. */
export const SOURCES: Readonly<Record<string, Source>> = {
  Flag: { current: ['active'], about: ({ code }) => [code], shown: flagWords },
  Consent: {
    current: ['active'],
    about: consentAbout,
    shown: (consent) => consentAbout(consent).filter(mentionsResuscitation).map(conceptText)[0],
  },
  Observation: {
    current: ['final', 'amended', 'corrected', 'registered', 'preliminary'],
    about: ({ code, valueCodeableConcept, valueString }) => [code, valueCodeableConcept, valueString],
    shown: ({ code, valueCodeableConcept, valueString }) => {
      const value = conceptText(valueCodeableConcept) ?? textOf(valueString);
      const said = value && !mentionsResuscitation(value) ? `${conceptText(code) ?? ''}: ${value}` : value;
      return said ?? conceptText(code);
    },
  },
  DocumentReference: {
    current: ['current'],
    about: ({ type, category }) => [type, category],
    shown: ({ type, description }) => textOf(description) ?? conceptText(type),
    paper: true,
  },
  ServiceRequest: { current: ['active', 'completed'], ...byItsCode },
  Procedure: { current: ['completed', 'in-progress'], ...byItsCode, codesOnly: true },
  Condition: { current: ['active', 'recurrence', 'relapse'], ...byItsCode, codesOnly: true },
};

/** Whether it is of one of these types and speaks of a resuscitation decision, be it in force or not. */
export function speaksOfResuscitation(resource: FhirResource): boolean {
  const source = SOURCES[resource.resourceType];
  const about = source?.about(resource) ?? [];
  return source?.codesOnly
    ? about.flatMap(codesOf).some((code) => RESUSCITATION_CODES.has(code))
    : about.some(mentionsResuscitation);
}
