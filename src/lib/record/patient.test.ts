import { describe, expect, it } from 'vitest';
import type { FhirResource } from './fhir';
import { addressOf, nameOf, nameWordsOf, nhsNumberOf, patientIn, phoneOf, searchWords } from './patient';

const patient = (fields: Record<string, unknown>): FhirResource => ({
  resourceType: 'Patient',
  id: 'p1',
  ...fields,
});

describe('a person’s name', () => {
  it('is written as the NHS banner does', () => {
    const name = [{ use: 'official', family: 'Ashdown', given: ['Margaret', 'Rose'], prefix: ['Mrs'] }];
    expect(nameOf(patient({ name }))).toBe('ASHDOWN, Margaret Rose (Mrs)');
  });

  it('is the one in use now', () => {
    const name = [
      { use: 'old', family: 'Miller' },
      { use: 'maiden', family: 'Potter' },
      { use: 'usual', family: 'Ashdown' },
    ];
    expect(nameOf(patient({ name }))).toBe('ASHDOWN');
  });

  it('says so when there is none, and takes a plain text', () => {
    expect(nameOf(patient({}))).toBe('Name not recorded');
    expect(nameOf(undefined)).toBe('Name not recorded');
    expect(nameOf(patient({ name: [{ text: 'Baby of Ashdown' }] }))).toBe('Baby of Ashdown');
    expect(nameOf(patient({ name: 'Ashdown' }))).toBe('Name not recorded');
  });

  it('is found by all its words, without accents and apostrophes', () => {
    const name = [
      { family: "O'Brien-Žižek", given: ['Zoë'] },
      { use: 'old', family: 'Müller' },
    ];
    expect(nameWordsOf(patient({ name }))).toEqual(['obrien', 'zizek', 'zoe', 'muller']);
    expect(searchWords('  SMITH,  Ann ')).toEqual(['smith', 'ann']);
  });
});

describe('an NHS number', () => {
  const numbered = (...identifier: unknown[]) => nhsNumberOf(patient({ identifier }));
  const system = 'https://fhir.nhs.uk/Id/nhs-number';

  it('is read without spaces, and flagged when its check digit is wrong', () => {
    expect(numbered({ system, value: '999 000 0018' })).toEqual({ nhsNumber: '9990000018' });
    expect(numbered({ system, value: '9990000019' })).toEqual({
      nhsNumber: '9990000019',
      nhsNumberInvalid: true,
    });
    expect(numbered({ system, value: 'unknown' })).toEqual({ nhsNumber: 'unknown', nhsNumberInvalid: true });
  });

  it('is no other number', () => {
    expect(
      numbered({ system: 'urn:hospital', value: '9990000018' }, { system, use: 'old', value: '9990000026' }),
    ).toEqual({});
  });
});

describe('where a person is', () => {
  it('is the temporary address before the home, never an old one', () => {
    const home = { use: 'home', line: ['1 Example Lane'], postalCode: 'ZZ99 3CZ' };
    const temp = { use: 'temp', line: ['2 Example Lane'] };
    expect(addressOf(patient({ address: [{ use: 'old', line: ['0'] }, home] }))).toBe(
      '1 Example Lane, ZZ99 3CZ',
    );
    expect(addressOf(patient({ address: [home, temp] }))).toBe('2 Example Lane');
    expect(addressOf(patient({ address: [{ use: 'old', line: ['0'] }] }))).toBeUndefined();
  });

  it('has the number to call', () => {
    const telecom = [
      { system: 'email', value: 'x@example.org' },
      { system: 'phone', value: '1' },
      { system: 'phone', use: 'mobile', value: '2' },
    ];
    expect(phoneOf(patient({ telecom }))).toBe('2');
    expect(phoneOf(patient({}))).toBeUndefined();
  });
});

it('the record’s own patient is the one with its id, else the first', () => {
  const [baby, mother] = [patient({ id: 'baby' }), patient({ id: 'mother' })];
  expect(patientIn([baby, mother], 'mother')).toBe(mother);
  expect(patientIn([baby, mother], 'other')).toBe(baby);
  expect(patientIn([], 'other')).toBeUndefined();
});
