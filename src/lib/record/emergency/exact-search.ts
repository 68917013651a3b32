/**
 * Finding a patient who is on no list of one's own: by what identifies exactly one person, so that nobody can browse.
 * That is the NHS number, or the family name with the date of birth.
 */
import * as v from 'valibot';
import { isValidNhsNumber, normaliseNhsNumber } from '../../clinical/nhs-number';
import type { FhirResource } from '../fhir';
import { nhsNumberOf, searchWords } from '../patient';
import { fieldsOf, listOf, textOf } from '../read';

const short = v.pipe(v.string(), v.maxLength(200));
export const ExactQuerySchema = v.union([
  v.object({ nhsNumber: short }),
  v.object({ family: short, birthDate: short }),
]);
export type ExactQuery = v.InferOutput<typeof ExactQuerySchema>;

const WHOLE_DATE = /^\d{4}-\d{2}-\d{2}$/;

/** What a query stands for, the same for every spelling of it; undefined when it identifies nobody. */
export function identifierOf(query: ExactQuery): string | undefined {
  if ('nhsNumber' in query) {
    const digits = normaliseNhsNumber(query.nhsNumber);
    return digits !== undefined && isValidNhsNumber(digits) ? `nhs ${digits}` : undefined;
  }
  const family = searchWords(query.family).join(' ');
  return family !== '' && WHOLE_DATE.test(query.birthDate) ? `born ${query.birthDate} ${family}` : undefined;
}

/** Everything that a patient can be found by: the NHS number, and each family name with the date of birth. */
export function identifiersOf(patient: FhirResource): string[] {
  const { nhsNumber } = nhsNumberOf(patient);
  const birthDate = textOf(patient['birthDate']) ?? '';
  const families = listOf(patient['name']).flatMap((name) => textOf(fieldsOf(name)['family']) ?? []);
  const queries = [
    ...(nhsNumber === undefined ? [] : [{ nhsNumber }]),
    ...families.map((family) => ({ family, birthDate })),
  ];
  return [...new Set(queries.flatMap((query) => identifierOf(query) ?? []))];
}
