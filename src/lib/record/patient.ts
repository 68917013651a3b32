/** The person: names, address and identifiers of the record's Patient, as a banner writes them. */
import { isValidNhsNumber, normaliseNhsNumber } from '../clinical/nhs-number';
import { NHS_NUMBER } from './codes';
import type { FhirResource } from './fhir';
import { fieldsOf, listOf, textOf } from './read';
import type { Fields } from './same';

/** The record's Patient. An imported record may hold others too (a baby's mother): the first is the record's own. */
export function patientIn(resources: readonly FhirResource[], patientId: string): FhirResource | undefined {
  const patients = resources.filter(({ resourceType }) => resourceType === 'Patient');
  return patients.find(({ id }) => id === patientId) ?? patients[0];
}

/** "SMITH, Richard (Mr)", from the name in use now. */
export function nameOf(patient: FhirResource | undefined): string {
  const names = listOf(patient?.['name']).map(fieldsOf);
  const name =
    names.find(({ use }) => use === 'official') ??
    names.find(({ use }) => use === 'usual') ??
    names.find(({ use }) => use !== 'old' && use !== 'maiden') ??
    names[0] ??
    {};
  const family = textOf(name['family'])?.toLocaleUpperCase('en-GB');
  const given = words(name['given']);
  const title = words(name['prefix']);
  const full = [family, given].filter(Boolean).join(', ') || textOf(name['text']) || 'Name not recorded';
  return title ? `${full} (${title})` : full;
}

/** All words of all names (also earlier and alternative ones) in lower case without accents, once each. */
export function nameWordsOf(patient: FhirResource | undefined): string[] {
  const names = listOf(patient?.['name']).map(fieldsOf);
  const text = names.flatMap(({ family, given, text }) => [family, text, ...listOf(given)].map(textOf));
  return [...new Set(text.flatMap((part) => searchWords(part ?? '')))];
}

/** The words of a text as search compares them: "O'Brien-Žižek" gives "obrien", "zizek". */
export function searchWords(text: string): string[] {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f'’]/g, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** Raw digits, flagged when the check digit fails: such a number is shown with a warning and never matched on. */
export function nhsNumberOf(patient: FhirResource | undefined): {
  nhsNumber?: string;
  nhsNumberInvalid?: boolean;
} {
  const found = listOf(patient?.['identifier'])
    .map(fieldsOf)
    .find(({ system, use }) => system === NHS_NUMBER && use !== 'old');
  const value = textOf(found?.['value']);
  if (value === undefined) return {};
  const digits = normaliseNhsNumber(value) ?? value;
  return { nhsNumber: digits, ...(isValidNhsNumber(digits) ? {} : { nhsNumberInvalid: true }) };
}

/** The address in use now, in one line. */
export function addressOf(patient: FhirResource | undefined): string | undefined {
  const addresses = listOf(patient?.['address']).map(fieldsOf);
  const address =
    addresses.find(({ use }) => use === 'temp') ??
    addresses.find(({ use }) => use === 'home') ??
    addresses.find(({ use }) => use !== 'old');
  if (!address) return undefined;
  const { line, city, district, state, postalCode, text } = address;
  const parts = [...listOf(line), city, district, state, postalCode].flatMap((part) => textOf(part) ?? []);
  return parts.length > 0 ? [...new Set(parts)].join(', ') : textOf(text);
}

/** The first phone number in use. */
export function phoneOf(person: Fields | undefined): string | undefined {
  const phones = listOf(person?.['telecom'])
    .map(fieldsOf)
    .filter(({ system, use }) => system === 'phone' && use !== 'old');
  const phone =
    phones.find(({ use }) => use === 'mobile') ?? phones.find(({ use }) => use === 'home') ?? phones[0];
  return textOf(phone?.['value']);
}

function words(value: unknown): string {
  return listOf(value)
    .flatMap((part) => textOf(part) ?? [])
    .join(' ');
}
