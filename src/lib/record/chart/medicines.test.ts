import { describe, expect, it } from 'vitest';
import { chartOf } from '../../../../tests/support/entries';
import type { FhirResource } from '../fhir';
import { dosageText, timingText } from './dosage';

const request = (id: string, fields: Record<string, unknown>): FhirResource => ({
  resourceType: 'MedicationRequest',
  id,
  status: 'active',
  intent: 'order',
  medicationCodeableConcept: { text: `Medicine ${id}` },
  ...fields,
});

describe('medicines', () => {
  it('are the active ones first, with their dose', () => {
    const { medicines } = chartOf([
      request('a', { status: 'stopped', authoredOn: '2026-11-01' }),
      request('b', { authoredOn: '2026-01-01', dosageInstruction: [{ text: '10 units at 08:00' }] }),
      request('c', {
        authoredOn: '2026-05-01',
        resourceType: 'MedicationStatement',
        dosage: [{ text: 'One a day' }],
      }),
    ]);
    expect(medicines).toMatchObject([
      { title: 'Medicine c', active: true, dose: 'One a day' },
      { title: 'Medicine b', active: true, dose: '10 units at 08:00' },
      { title: 'Medicine a', active: false, status: 'stopped' },
    ]);
    expect(medicines[2]).not.toHaveProperty('dose');
  });

  it('are named by what they refer to, within or beside', () => {
    const { medicines } = chartOf([
      { resourceType: 'Medication', id: 'm', code: { text: 'Timolol' } },
      request('a', {
        medicationCodeableConcept: undefined,
        medicationReference: { reference: 'Medication/m' },
      }),
      request('b', {
        medicationCodeableConcept: undefined,
        medicationReference: { reference: '#in' },
        contained: [{ resourceType: 'Medication', id: 'in', code: { text: 'Heparin' } }],
      }),
      request('c', { medicationCodeableConcept: undefined }),
    ]);
    expect(medicines.map(({ title }) => title)).toEqual([
      'Timolol',
      'Heparin',
      'Medicine with no name recorded',
    ]);
  });

  it('that are not to be given, or only proposed, never look prescribed', () => {
    const { medicines } = chartOf([
      request('a', { doNotPerform: true }),
      request('b', { intent: 'proposal' }),
    ]);
    expect(medicines).toMatchObject([
      { title: 'Do not give: Medicine a' },
      { title: 'Medicine b', active: false, lines: ['Not prescribed: proposal'] },
    ]);
  });

  it('whose dates are over say so, though their status does not', () => {
    const period = { start: '2026-01-01', end: '2026-02-01' };
    const [medicine] = chartOf([request('a', { effectivePeriod: period })]).medicines;
    expect(medicine).toMatchObject({ active: true, lines: ['Its dates ended 1 Feb 2026'] });
  });

  it('entered in error are no medicines', () => {
    expect(chartOf([request('a', { status: 'entered-in-error' })]).medicines).toEqual([]);
  });
});

describe('a dosage', () => {
  it('is the prescriber’s own text, all parts of it', () => {
    expect(dosageText([{ text: '1 in the morning' }, { text: '2 at night' }])).toBe(
      '1 in the morning; 2 at night',
    );
  });

  it('is put together from its parts, none left out', () => {
    const dosage = {
      doseAndRate: [{ doseQuantity: { value: 500, unit: 'mg' } }],
      route: { text: 'Oral' },
      timing: { repeat: { frequency: 2, period: 1, periodUnit: 'd' } },
      asNeededCodeableConcept: { text: 'pain' },
      maxDosePerPeriod: { numerator: { value: 2, unit: 'g' }, denominator: { value: 24, unit: 'h' } },
    };
    expect(dosageText([dosage])).toBe(
      '500 mg, Oral, 2 times every day, as needed for pain, at most 2 g in 24 h',
    );
  });

  it('has ranges and rates', () => {
    const doseRange = { low: { value: 1, unit: 'tablet' }, high: { value: 2, unit: 'tablet' } };
    const rateRatio = { numerator: { value: 100, unit: 'ml' }, denominator: { value: 1, unit: 'h' } };
    expect(dosageText({ doseAndRate: [{ doseRange, rateRatio }] })).toBe(
      '1 tablet to 2 tablet, 100 ml in 1 h',
    );
  });

  it('is absent where nothing is recorded', () => {
    expect(dosageText(undefined)).toBeUndefined();
    expect(dosageText([{ sequence: 1 }])).toBeUndefined();
  });

  it.each([
    [{ repeat: { frequency: 1, period: 1, periodUnit: 'd' } }, 'every day'],
    [{ repeat: { frequency: 1, period: 6, periodUnit: 'h' } }, 'every 6 hours'],
    [{ repeat: { frequency: 1, frequencyMax: 3, period: 1, periodUnit: 'wk' } }, '1 to 3 times every week'],
    [{ repeat: { frequency: 3, frequencyMax: 4, period: 1, periodUnit: 'd' } }, '3 to 4 times every day'],
    [{ repeat: { dayOfWeek: ['mon', 'thu'], timeOfDay: ['08:00'] } }, 'mon, thu, at 08:00'],
    [{ code: { text: 'BD' } }, 'BD'],
  ])('has a timing %j: %s', (timing, words) => {
    expect(timingText(timing)).toBe(words);
  });
});
