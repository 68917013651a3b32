import { timeOf } from '../../clinical/dates';
import type { FhirResource } from '../fhir';
import { codesOf, conceptText, textOf } from '../read';
import type { ChartContext } from './context';
import { isInError } from './place';

/** LOINC: delivery date, estimated. */
const EDD = '11778-8';
/** Days that an estimated date of delivery says something about: from the first week to six weeks after a late birth. */
const BEFORE = 287;
const AFTER = 63;
const OVER = ['inactive', 'resolved', 'remission'];
const WORDS = /pregnan|postnatal|post-natal|postpartum|puerper/i;
const NOT_NOW = /not pregnant|history of|past |previous|ended|terminat|miscarr|ectopic/i;

/**
 * True when the record says that the person is pregnant or has just given birth. NEWS2 is not for them; when in doubt
 * the answer is yes, since then no score is shown at all.
 */
export function isPregnant(chart: ChartContext): boolean {
  return (
    chart.ofType('Condition').some((resource) => isPregnancyNow(resource, chart.now)) ||
    chart.ofType('Observation').some((resource) => isAroundDelivery(resource, chart.now))
  );
}

function isPregnancyNow(condition: FhirResource, now: Date): boolean {
  const words = conceptText(condition['code']) ?? '';
  if (!WORDS.test(words) || NOT_NOW.test(words) || isInError(condition)) return false;
  if (codesOf(condition['verificationStatus']).includes('refuted')) return false;
  const ended = textOf(condition['abatementDateTime']);
  // One that has just ended is a birth not long ago, also where it came long before its date.
  if (ended !== undefined) return daysSince(ended, now) <= AFTER;
  return !codesOf(condition['clinicalStatus']).some((code) => OVER.includes(code));
}

function isAroundDelivery(observation: FhirResource, now: Date): boolean {
  const edd = textOf(observation['valueDateTime']);
  if (edd === undefined || !codesOf(observation['code']).includes(EDD) || isInError(observation))
    return false;
  const days = daysSince(edd, now);
  return days >= -BEFORE && days <= AFTER;
}

/** Whole days; NaN, which compares with nothing, for a date that can't be read. */
function daysSince(date: string, now: Date): number {
  return Math.floor((now.getTime() - (timeOf(date) ?? Number.NaN)) / 86_400_000);
}
