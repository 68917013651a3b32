import { describe, expect, it } from 'vitest';
import { packOf, PATIENT_ID } from '../../../tests/support/entries';
import { cardOf } from './card';
import type { FhirResource } from './fhir';
import { CONFIDENTIALITY } from './sensitivity';

const plan = (status: string) => ({ resourceType: 'CarePlan', id: `plan-${status}`, status });
const flag = (text: string, status = 'active') => ({
  resourceType: 'Flag',
  id: text,
  status,
  code: { text },
});

describe('a card', () => {
  it('has what lists and search need', () => {
    expect(cardOf(packOf())).toEqual({
      patientId: PATIENT_ID,
      name: 'ASHDOWN, Margaret Rose (Mrs)',
      nameWords: ['ashdown', 'margaret', 'rose'],
      birthDate: '1942-03-02',
      nhsNumber: '9990000018',
      gender: 'female',
      place: '12 Example Lane, Testbury, ZZ99 3CZ',
      allergies: [],
      alerts: [],
      has: { record: true, carePlan: false, forms: 0, medicines: 0, resources: 1 },
    });
  });

  it('says of a restricted patient that the address is withheld, whatever came with it', () => {
    const restricted = (resource: FhirResource): FhirResource =>
      resource.resourceType === 'Patient'
        ? { ...resource, meta: { security: [{ system: CONFIDENTIALITY, code: 'R' }] } }
        : resource;
    const pack = packOf();
    const card = cardOf({ ...pack, resources: pack.resources.map(restricted) });
    expect(card.place).toBe('Address withheld: restricted record');
  });

  it('counts what is down, for Ready to leave', () => {
    const medicine = (id: string, status: string) => ({
      resourceType: 'MedicationRequest',
      id,
      status,
      intent: 'order',
    });
    const { has } = cardOf(
      packOf(plan('active'), medicine('m1', 'active'), medicine('m2', 'stopped'), {
        resourceType: 'QuestionnaireResponse',
        id: 'q',
        status: 'completed',
      }),
    );
    expect(has).toEqual({ record: true, carePlan: true, forms: 1, medicines: 1, resources: 5 });
    expect(cardOf(packOf(plan('completed'), plan('entered-in-error'))).has.carePlan).toBe(false);
    expect(cardOf({ ...packOf(), resources: [] }).has.record).toBe(false);
  });

  it('carries allergies and alerts, the resuscitation status first', () => {
    const allergy = { resourceType: 'AllergyIntolerance', id: 'a', code: { text: 'Penicillin' } };
    const card = cardOf(
      packOf(
        allergy,
        flag('Dog in the house'),
        flag('Not for attempted CPR (DNACPR)'),
        flag('Old', 'inactive'),
      ),
    );
    expect(card.allergies).toEqual(['Penicillin']);
    expect(card.alerts).toEqual(['Not for attempted CPR (DNACPR)', 'Dog in the house']);
  });
});
