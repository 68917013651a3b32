import { describe, expect, it } from 'vitest';
import type { Fields } from './json';
import { R4_TYPES } from './resource-types';
import { checkShape } from './shape';

const check = (type: string, fields: Fields) => checkShape(type, { resourceType: type, ...fields });
const concept = { text: 'x' };
const subject = { reference: 'Patient/1' };

describe('checkShape', () => {
  it('takes R4, and fields that it does not know', () => {
    const condition = { clinicalStatus: concept, code: concept, subject, colour: 'blue' };
    expect(check('Condition', condition)).toEqual({ kind: 'r4', missing: [] });
    expect(check('Basic', {})).toEqual({ kind: 'r4', missing: [] });
  });

  it.each<[string, string, Fields, string]>([
    ['STU3 condition', 'Condition', { clinicalStatus: 'active', subject }, 'clinicalStatus'],
    ['STU3 goal', 'Goal', { status: 'planned', description: concept, subject }, 'status'],
    ['STU3 statement', 'MedicationStatement', { status: 'active', subject, taken: 'y' }, 'taken'],
    ['STU3 flag', 'Flag', { status: 'active', category: concept, code: concept, subject }, 'category'],
    ['R5 request', 'MedicationRequest', { status: 'active', intent: 'order', medication: { concept }, subject }, 'medication'],
    ['R5 encounter', 'Encounter', { status: 'completed', class: [concept] }, 'class'],
    ['profile of another version', 'Observation', { meta: { profile: ['https://fhir.nhs.uk/STU3/StructureDefinition/X'] } }, 'meta.profile'],
    ['an id that is none', 'Patient', { id: 'a b|c' }, 'id'],
    ['a list where R4 has one', 'Patient', { birthDate: ['2000'] }, 'birthDate'],
    ['one where R4 has a list', 'Patient', { name: { family: 'x' } }, 'name'],
  ])('refuses %s', (_, type, fields, detail) => {
    expect(check(type, fields)).toEqual({ kind: 'not-r4', detail });
  }); // prettier-ignore

  it('names what is missing; a value that is absent with a reason is not missing', () => {
    expect(check('Observation', { code: concept })).toEqual({ kind: 'r4', missing: ['status'] });
    expect(check('Observation', { code: concept, _status: { extension: [] } })).toEqual({
      kind: 'r4',
      missing: [],
    });
  });
});

it('knows the 146 resource types of R4 and none of other versions', () => {
  expect(R4_TYPES.size).toBe(146);
  for (const other of ['ReferralRequest', 'ProcedureRequest', 'MedicationOrder', 'BodySite', 'NutritionIntake', 'Transport']) {
    expect(R4_TYPES.has(other)).toBe(false);
  }
}); // prettier-ignore
