/**
 * Whether a resource has the shape of R4. Light on purpose: the elements that Doorstep reads, and the marks by which other
 * versions are told. A shape that would be misread is refused; an element that is missing is only flagged.
 */
import { isFields, valuesAt, type Fields } from './json';

type Shape = 'text' | 'object' | 'objects';
/** `!`: required by R4. */
type Rule = Shape | `${Shape}!`;

const SHAPES: Record<string, Record<string, Rule>> = {
  AllergyIntolerance: { clinicalStatus: 'object', verificationStatus: 'object', code: 'object', patient: 'object!', reaction: 'objects' },
  CarePlan: { status: 'text!', intent: 'text!', subject: 'object!', activity: 'objects', goal: 'objects', category: 'objects' },
  Condition: { clinicalStatus: 'object', verificationStatus: 'object', code: 'object', subject: 'object!', category: 'objects' },
  DiagnosticReport: { status: 'text!', code: 'object!', result: 'objects' },
  DocumentReference: { status: 'text!', content: 'objects!', context: 'object', type: 'object', author: 'objects' },
  Encounter: { status: 'text!', class: 'object!', period: 'object', type: 'objects', participant: 'objects' },
  Flag: { status: 'text!', code: 'object!', subject: 'object!', category: 'objects' },
  Goal: { lifecycleStatus: 'text!', description: 'object!', subject: 'object!' },
  Immunization: { status: 'text!', vaccineCode: 'object!', patient: 'object!' },
  MedicationRequest: { status: 'text!', intent: 'text!', subject: 'object!', dosageInstruction: 'objects', medicationCodeableConcept: 'object', medicationReference: 'object' },
  MedicationStatement: { status: 'text!', subject: 'object!', dosage: 'objects', medicationCodeableConcept: 'object', medicationReference: 'object' },
  Observation: { status: 'text!', code: 'object!', category: 'objects', component: 'objects', valueQuantity: 'object', valueCodeableConcept: 'object' },
  Patient: { name: 'objects', identifier: 'objects', telecom: 'objects', address: 'objects', birthDate: 'text', gender: 'text', link: 'objects' },
  Procedure: { status: 'text!', subject: 'object!', code: 'object' },
  QuestionnaireResponse: { status: 'text!', item: 'objects' },
  RelatedPerson: { patient: 'object!', name: 'objects', relationship: 'objects' },
}; // prettier-ignore

/** Elements that R4 does not have, by type: left from DSTU2 or STU3, or come with R5. */
const FOREIGN: Record<string, readonly string[]> = {
  AllergyIntolerance: ['assertedDate', 'substance'],
  CarePlan: ['definition', 'modified'],
  Composition: ['class'],
  Condition: ['assertedDate', 'dateRecorded'],
  DiagnosticReport: ['codedDiagnosis', 'image'],
  DocumentReference: ['indexed', 'created', 'attester'],
  Encounter: ['incomingReferral', 'indication', 'admission', 'actualPeriod'],
  Goal: ['status'],
  Immunization: ['notGiven', 'wasNotGiven', 'explanation'],
  MedicationRequest: ['context', 'definition', 'medication', 'taken'],
  MedicationStatement: ['taken', 'wasNotTaken', 'medication', 'notTaken'],
  Observation: ['comment', 'comments', 'related'],
  Patient: ['animal', 'careProvider'],
  Procedure: ['notDone', 'notPerformed', 'definition'],
  QuestionnaireResponse: ['parent', 'group'],
};

const OTHER_VERSION = /\/(DSTU2|STU3|R4B|R5)\/|CareConnect-/i;
const ID = /^[A-Za-z0-9.-]{1,64}$/;

export type ShapeOutcome = { kind: 'r4'; missing: string[] } | { kind: 'not-r4'; detail: string };

/** Looks at one resource whose type is one of R4. Details name elements, never values. */
export function checkShape(type: string, value: Fields): ShapeOutcome {
  const wrong = (detail: string): ShapeOutcome => ({ kind: 'not-r4', detail });
  if (value['id'] !== undefined && !isFhirId(value['id'])) return wrong('id');
  if (value['meta'] !== undefined && !isFields(value['meta'])) return wrong('meta');
  const profiles = valuesAt(value, ['meta', 'profile']);
  if (profiles.some((profile) => typeof profile === 'string' && OTHER_VERSION.test(profile))) {
    return wrong('meta.profile');
  }
  const foreign = FOREIGN[type]?.find((name) => value[name] !== undefined);
  if (foreign !== undefined) return wrong(foreign);

  const missing: string[] = [];
  for (const [name, rule] of Object.entries(SHAPES[type] ?? {})) {
    if (value[name] === undefined) {
      // A value may be absent with a reason: then FHIR has its extension under the name with an underscore.
      if (rule.endsWith('!') && value[`_${name}`] === undefined) missing.push(name);
    } else if (!hasShape(value[name], rule.replace('!', '') as Shape)) {
      return wrong(name);
    }
  }
  return { kind: 'r4', missing };
}

export function isFhirId(id: unknown): id is string {
  return typeof id === 'string' && ID.test(id);
}

function hasShape(value: unknown, shape: Shape): boolean {
  if (shape === 'text') return typeof value === 'string';
  if (shape === 'object') return isFields(value);
  return Array.isArray(value) && value.every(isFields);
}
