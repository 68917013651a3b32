/** Finds a patient of the organisation by NHS number: exactly, so that nobody can browse. */
import { isValidNhsNumber, normaliseNhsNumber } from '../../clinical/nhs-number';
import type { RecordStore } from '../store/record';
import type { Organisation } from './organisation';

/** Ids of those whose record has this number, as typed; more than one when two records share it, which is a fault in them. */
export async function findByNhsNumber(
  typed: string,
  { organisation, record }: { organisation: Organisation; record: RecordStore },
): Promise<string[]> {
  const number = normaliseNhsNumber(typed);
  if (number === undefined || !isValidNhsNumber(number)) return [];
  const ids = new Set<string>();
  for (const { id } of await organisation.teams()) {
    for (const patientId of (await organisation.membershipsIn(id)).keys()) ids.add(patientId);
  }
  const known = await record.versions([...ids]);
  return [...known].flatMap(([patientId, { nhsNumber }]) => (nhsNumber === number ? [patientId] : []));
}
