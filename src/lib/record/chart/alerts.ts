import { formatDate, hasEnded } from '../../clinical/dates';
import { mentionsResuscitation } from '../resuscitation';
import type { FhirResource } from '../fhir';
import { conceptText, fieldsOf, textOf } from '../read';
import type { ChartContext } from './context';
import { isScaleDecision } from './place';
import { spo2ScaleOf } from './spo2-scale';

/** Active flags in their own words, without those that have a place of their own (resuscitation, the SpO2 scale). */
export function alertsOf(chart: ChartContext): string[] {
  const flags = chart
    .ofType('Flag')
    .filter(({ status }) => status === 'active')
    .filter((flag) => !isScaleDecision(flag) && !mentionsResuscitation(flag['code']))
    .map((flag) => flagWords(flag, chart.now));
  const scale = spo2ScaleOf(chart).scale === 2 ? ['Target saturation 88–92 % (NEWS2 SpO2 scale 2)'] : [];
  return [...new Set([...scale, ...flags])];
}

/** A flag's words; one whose time is over but which nobody closed says so, rather than vanish. */
export function flagWords(flag: FhirResource, now: Date): string {
  const words = conceptText(flag['code']) ?? conceptText(flag['category']) ?? 'Alert with no words recorded';
  const end = textOf(fieldsOf(flag['period'])['end']);
  return end !== undefined && hasEnded(end, now) ? `${words} (ended ${formatDate(end)})` : words;
}
