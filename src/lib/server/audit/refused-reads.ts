/** Records that somebody asked for were not given: whose, as far as there is room for it. */
import { PATIENT_ID } from '../../record/ids';
import type { Refusals } from './refusals';

const REASON = 'the record';
/** So many are named of one request; a device whose whole caseload is gone asks for all of it. */
const MOST_NAMED = 20;

/** On record when it resolves. What is no patient's id is counted, and not repeated. */
export async function noteRefusedReads(
  patientIds: readonly string[],
  by: { id: string; role: string },
  refusals: Pick<Refusals, 'note'>,
): Promise<void> {
  const named = patientIds.filter((id) => PATIENT_ID.test(id)).slice(0, MOST_NAMED);
  const times = patientIds.length - named.length;
  const rest = times === 0 ? [] : [{ reason: REASON, by, times }];
  await Promise.all(
    [...named.map((patientId) => ({ reason: REASON, patientId, by })), ...rest].map((one) =>
      refusals.note(one),
    ),
  );
}
