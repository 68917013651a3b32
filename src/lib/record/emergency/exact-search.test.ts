import { describe, expect, it } from 'vitest';
import { identifierOf, identifiersOf } from './exact-search';

const NHS = 'https://fhir.nhs.uk/Id/nhs-number';
const patient = {
  resourceType: 'Patient',
  id: 'p',
  identifier: [{ system: NHS, value: '999 000 0018' }],
  name: [{ family: 'O’Brien-Žižek' }, { use: 'maiden', family: 'Ashdown' }, { text: 'no family' }],
  birthDate: '1942-03-02',
};

describe('an exact search', () => {
  it.each([
    { nhsNumber: '9990000018' },
    { nhsNumber: ' 999-000-0018 ' },
    { family: "o'brien zizek", birthDate: '1942-03-02' },
    { family: 'ASHDOWN', birthDate: '1942-03-02' },
  ])('finds by %j', (query) => {
    expect(identifiersOf(patient)).toContain(identifierOf(query));
  });

  it.each([
    { nhsNumber: '9990000019' },
    { nhsNumber: '999000001' },
    { nhsNumber: '' },
    { family: 'Ashdown', birthDate: '' },
    { family: 'Ashdown', birthDate: '1942-03' },
    { family: '  ', birthDate: '1942-03-02' },
  ])('is nothing for %j, which identifies nobody', (query) => {
    expect(identifierOf(query)).toBeUndefined();
  });

  it.each([
    { nhsNumber: '9990000026' },
    { family: 'Brien', birthDate: '1942-03-02' },
    { family: 'Ashdown', birthDate: '1942-03-03' },
  ])('does not find by %j', (query) => {
    expect(identifierOf(query)).toBeDefined();
    expect(identifiersOf(patient)).not.toContain(identifierOf(query));
  });

  it('finds nobody by a number that fails its check, or without a whole date of birth', () => {
    const unclear = { ...patient, identifier: [{ system: NHS, value: '9990000019' }], birthDate: '1942' };
    expect(identifiersOf(unclear)).toEqual([]);
  });
});
