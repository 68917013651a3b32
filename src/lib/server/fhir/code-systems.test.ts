import { describe, expect, it } from 'vitest';
import { KNOWN_SYSTEMS, likelySystem } from './code-systems';

describe('likelySystem', () => {
  it.each([
    ['https://snomed.info/sct', 'http://snomed.info/sct'],
    ['http://snomed.info/sct/', 'http://snomed.info/sct'],
    ['http://SNOMED.info/SCT', 'http://snomed.info/sct'],
    ['https://snomed.info/ict', 'http://snomed.info/sct'],
    ['http://loinc.org/', 'http://loinc.org'],
    ['http://lonic.org', 'http://loinc.org'],
    ['http://unitofmeasure.org', 'http://unitsofmeasure.org'],
    ['http://unistofmeasure.org', 'http://unitsofmeasure.org'],
    ['https://fhir.nhs.uk/id/nhs-number', 'https://fhir.nhs.uk/Id/nhs-number'],
    ['https://fhir.nhs.uk/Id/nhs-numbr', 'https://fhir.nhs.uk/Id/nhs-number'],
    ['http://terminology.hl7.org/CodeSystem/condition-clinial', 'http://terminology.hl7.org/CodeSystem/condition-clinical'],
  ])('%s means %s', (given, meant) => {
    expect(likelySystem(given)).toBe(meant);
  }); // prettier-ignore

  it.each([
    'http://terminology.hl7.org/CodeSystem/v2-0204', // another table
    'http://terminology.hl7.org/CodeSystem/v3-ActCare', // two letters off, in the same folder: may well be its own
    'https://example.org/local-codes',
    'phone',
  ])('%s is unknown, not misspelt', (given) => {
    expect(likelySystem(given)).toBeUndefined();
  });

  it('no known system is taken for a misspelling of another', () => {
    for (const system of KNOWN_SYSTEMS) expect(likelySystem(system)).toBeUndefined();
  });
});
