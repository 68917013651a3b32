/** What the filters of the privacy officer's page find. */
import * as v from 'valibot';
import type { Act, ActRow } from '../../record/audit-event';
import { PATIENT_ID } from '../../record/ids';
import { NOBODY, type AuditStore } from './audit-store';
import type { Filters } from './privacy-page';

/** An empty field of a form is none. */
const given = <S extends v.GenericSchema<string, string>>(schema: S) =>
  v.optional(
    v.union([
      v.pipe(
        v.literal(''),
        v.transform(() => undefined),
      ),
      schema,
    ]),
  );
const date = given(v.pipe(v.string(), v.isoDate()));

const FormSchema = v.object({
  patient: given(v.pipe(v.string(), v.trim(), v.regex(PATIENT_ID))),
  user: given(v.pipe(v.string(), v.maxLength(200))),
  from: date,
  to: date,
});

/** As the address has them; undefined when they make no sense. */
export function readFilters(query: URLSearchParams): Filters | undefined {
  const parsed = v.safeParse(FormSchema, Object.fromEntries(query));
  if (!parsed.success) return undefined;
  const { patient, user, from, to } = parsed.output;
  return {
    ...(patient === undefined ? {} : { patientId: patient }),
    ...(user === undefined ? {} : { userId: user }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

/** Whom looking for this concerns, as the audit names them. */
export function concernedBy({ patientId, userId }: Filters): Pick<Act, 'patientId' | 'aboutUserId'> {
  return {
    ...(patientId === undefined ? {} : { patientId }),
    ...(userId === undefined || userId === NOBODY ? {} : { aboutUserId: userId }),
  };
}

/** Newest first; undefined when neither a patient nor a user is named. */
export async function findActs(records: AuditStore, filters: Filters): Promise<ActRow[] | undefined> {
  const { patientId, userId, from, to } = filters;
  if (patientId !== undefined) {
    const rows = await records.ofPatient(patientId, from, to);
    return rows.filter((row) => userId === undefined || row.userId === userId).reverse();
  }
  return userId === undefined ? undefined : (await records.ofUser(userId, from, to)).reverse();
}
