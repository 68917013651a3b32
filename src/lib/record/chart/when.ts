import { timeOf } from '../../clinical/dates';
import type { FhirResource } from '../fhir';
import { fieldsOf, textOf } from '../read';

/** Where FHIR puts the time at which a thing was so; best first. A period counts from its start. */
const WHEN = [
  'effectiveDateTime',
  'effectiveInstant',
  'effectivePeriod',
  'performedDateTime',
  'performedPeriod',
  'occurrenceDateTime',
  'occurrencePeriod',
  'whenHandedOver',
  'whenPrepared',
  'onsetDateTime',
  'onsetPeriod',
  'period',
  'started',
  'start',
  'authoredOn',
  'authored',
  'date',
  'dateTime',
  'startDate',
  'sent',
  'recordedDate',
  'recorded',
  'created',
  'issued',
  'dateAsserted',
  'assertedDate',
  'executionPeriod',
] as const;

/** When it was so, as recorded: a date, a partial date or an instant. */
export function whenOf(resource: FhirResource): string | undefined {
  for (const name of WHEN) {
    const value = resource[name];
    const when = textOf(value) ?? textOf(fieldsOf(value)['start']) ?? textOf(fieldsOf(value)['end']);
    if (when !== undefined) return when;
  }
  return undefined;
}

/** Sorted by time, each time read once; what has no readable time counts as the oldest. Of the same time, as they came. */
export function sortedByTime<T extends { when?: string }>(
  items: readonly T[],
  first: 'newest' | 'oldest',
): T[] {
  const sign = first === 'newest' ? -1 : 1;
  return items
    .map((item) => ({ item, at: timeOf(item.when) ?? -Infinity }))
    .sort((a, b) => sign * (a.at - b.at) || 0)
    .map(({ item }) => item);
}

/** For sorting: newest first; what has no readable time comes last. */
export function newestFirst(a: { when?: string }, b: { when?: string }): number {
  return (timeOf(b.when) ?? -Infinity) - (timeOf(a.when) ?? -Infinity) || 0;
}
