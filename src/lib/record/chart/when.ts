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

/** For sorting: newest first; what has no readable time comes last. */
export function newestFirst(a: { when?: string }, b: { when?: string }): number {
  return (timeOf(b.when) ?? -Infinity) - (timeOf(a.when) ?? -Infinity) || 0;
}
