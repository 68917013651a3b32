/** Where other systems, and Doorstep, record a resuscitation decision. */
import type { FhirResource } from '../fhir';
import { conceptText, fieldsOf, textOf } from '../read';
import { mentionsResuscitation } from '../resuscitation';
import { flagWords } from './alerts';

export interface Source {
  /** Statuses in which it stands. */
  current: readonly string[];
  /** What may speak of resuscitation, and the words to show when it does. */
  words: (resource: FhirResource, now: Date) => { about: unknown[]; shown: string | undefined };
  /** Only the codes of the table count: elsewhere "resuscitation" is something that was done. */
  codesOnly?: true;
  /** The paper of a decision: it speaks only where no decision as new is recorded as such. */
  paper?: true;
}

/** Which types of resource may carry a resuscitation decision, and how. */
export const SOURCES: Readonly<Record<string, Source>> = {
  Flag: {
    current: ['active'],
    words: (flag, now) => ({ about: [flag['code']], shown: flagWords(flag, now) }),
  },
  Consent: {
    current: ['active'],
    words: (consent) => {
      const { code } = fieldsOf(consent['provision']);
      const about = [code, consent['category'], consent['scope']];
      return { about, shown: about.filter(mentionsResuscitation).map(conceptText)[0] };
    },
  },
  Observation: {
    current: ['final', 'amended', 'corrected', 'registered', 'preliminary'],
    words: ({ code, valueCodeableConcept, valueString }) => {
      const value = conceptText(valueCodeableConcept) ?? textOf(valueString);
      const said = value && !mentionsResuscitation(value) ? `${conceptText(code) ?? ''}: ${value}` : value;
      return { about: [code, valueCodeableConcept, valueString], shown: said ?? conceptText(code) };
    },
  },
  DocumentReference: {
    current: ['current'],
    words: ({ type, category, description }) => ({
      about: [type, category],
      shown: textOf(description) ?? conceptText(type),
    }),
    paper: true,
  },
  ServiceRequest: {
    current: ['active', 'completed'],
    words: ({ code }) => ({ about: [code], shown: conceptText(code) }),
  },
  Procedure: {
    current: ['completed', 'in-progress'],
    words: ({ code }) => ({ about: [code], shown: conceptText(code) }),
    codesOnly: true,
  },
  Condition: {
    current: ['active', 'recurrence', 'relapse'],
    words: ({ code }) => ({ about: [code], shown: conceptText(code) }),
    codesOnly: true,
  },
};
