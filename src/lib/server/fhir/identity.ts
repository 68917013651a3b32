/** Whether two Patient resources that go by one id are the same person. */
import { isValidNhsNumber, normaliseNhsNumber } from '../../clinical/nhs-number';
import { isFields, valuesAt, type Fields } from './json';

export const NHS_NUMBER_SYSTEMS: ReadonlySet<string> = new Set([
  'https://fhir.nhs.uk/Id/nhs-number',
  'http://fhir.nhs.uk/Id/nhs-number',
  'https://fhir.nhs.uk/id/nhs-number',
  'http://fhir.nhs.net/Id/nhs-number',
  'urn:oid:2.16.840.1.113883.2.1.4.1',
]);

export interface Identity {
  /** Only one that passes its check: others prove nothing. */
  nhsNumber?: string;
  birthDate?: string;
  family?: string;
}

/** NHS numbers of an identifier or a list of them, as digits where they are ten, each with whether it is valid. */
export function nhsNumbersIn(identifiers: unknown): { digits: string; valid: boolean }[] {
  return valuesAt(identifiers, []).flatMap((identifier) => {
    if (!isFields(identifier) || !NHS_NUMBER_SYSTEMS.has(String(identifier['system']))) return [];
    const { value } = identifier;
    if (typeof value !== 'string') return [];
    const digits = normaliseNhsNumber(value) ?? value;
    return [{ digits, valid: isValidNhsNumber(digits) }];
  });
}

export function identityOf(patient: Fields): Identity {
  const nhsNumber = nhsNumbersIn(patient['identifier']).find(({ valid }) => valid)?.digits;
  const family = valuesAt(patient, ['name', 'family']).find((name) => typeof name === 'string');
  const { birthDate } = patient;
  return {
    ...(nhsNumber === undefined ? {} : { nhsNumber }),
    ...(typeof birthDate === 'string' ? { birthDate } : {}),
    ...(family === undefined ? {} : { family: family.toLowerCase() }),
  };
}

/**
 * Hazard: two people's records in one. So different NHS numbers are different people; without two numbers to compare,
 * a different family name together with a different birth date is.
 */
export function mayBeSamePerson(a: Identity, b: Identity): boolean {
  if (a.nhsNumber !== undefined && b.nhsNumber !== undefined) return a.nhsNumber === b.nhsNumber;
  return !(differ(a.birthDate, b.birthDate) && differ(a.family, b.family));
}

function differ(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b;
}
