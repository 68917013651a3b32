/** In what order packs come: whoever is visited today is needed first. */
import type { Visit } from './caseload';

/** Those with a visit on this day (YYYY-MM-DD) first, in order of time; the others as they stood. */
export function todaysFirst<Row extends { patientId: string }>(
  rows: readonly Row[],
  visits: readonly Visit[],
  today: string,
): Row[] {
  const times = new Map<string, string>();
  for (const { patientId, date, time } of visits) {
    const known = times.get(patientId);
    if (date === today && (known === undefined || time < known)) times.set(patientId, time);
  }
  const order = (row: Row) => times.get(row.patientId) ?? '99:99';
  return [...rows].sort((a, b) => order(a).localeCompare(order(b)));
}
