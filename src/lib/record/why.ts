/** Which reasons to see a patient hold, as far as the device can tell by itself: an end that was named is kept to. Pure. */
import { formatInstant } from '../clinical/dates';
import type { Caseload, CaseloadRow, Why } from './caseload';

/** Reasons of a row that are not over at `now` (ms). */
export function reasonsThatHold({ why }: Pick<CaseloadRow, 'why'>, now: number): Why[] {
  return why.filter(({ until }) => until === undefined || Date.parse(until) > now);
}

/** The caseload without patients whose reasons are all over. A row that names none is the server's word, and stays. */
export function caseloadAt<T extends Pick<Caseload, 'rows' | 'visits'>>(caseload: T, now: number): T {
  const rows = caseload.rows.filter((row) => row.why.length === 0 || reasonsThatHold(row, now).length > 0);
  if (rows.length === caseload.rows.length) return caseload;
  const staying = new Set(rows.map(({ patientId }) => patientId));
  return { ...caseload, rows, visits: caseload.visits.filter(({ patientId }) => staying.has(patientId)) };
}

/** When the next of its reasons ends after `now` (ms); `Infinity` when none does. */
export function nextEnd({ rows }: Pick<Caseload, 'rows'>, now: number): number {
  let next = Infinity;
  for (const { why } of rows) {
    for (const { until } of why) {
      const end = until === undefined ? Infinity : Date.parse(until);
      if (end > now && end < next) next = end;
    }
  }
  return next;
}

/** When a patient closes again who is open for nothing but broken glass; undefined when there is another reason. */
export function openUntil(row: Pick<CaseloadRow, 'why'>, now: number): string | undefined {
  const holding = reasonsThatHold(row, now);
  if (holding.some(({ kind }) => kind !== 'break-glass')) return undefined;
  return holding
    .flatMap(({ until }) => until ?? [])
    .sort()
    .at(-1);
}

const KIND_WORDS: Readonly<Record<Why['kind'], string>> = {
  team: 'Team',
  round: 'Round',
  cover: 'Cover',
  visit: 'Visit',
  claim: 'You said that you are seeing this patient',
  'break-glass': 'Emergency: you broke the glass',
};

/** A reason as its user reads it, with its end where that is known. */
export function whyInWords({ kind, name, until }: Why): string {
  // One that the user gave is named by what it is already.
  const named = kind === 'claim' || kind === 'break-glass' || name === KIND_WORDS[kind];
  const words = named ? KIND_WORDS[kind] : `${KIND_WORDS[kind]}: ${name}`;
  return until === undefined ? words : `${words}, until ${formatInstant(until)}`;
}
