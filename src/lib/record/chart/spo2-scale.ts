import { formatInstant } from '../../clinical/dates';
import { OWN } from '../codes';
import { codesOf, fieldsOf, listOf, textOf } from '../read';
import type { ChartContext } from './context';
import { isInError, isScaleDecision } from './place';
import type { ChartView } from './view';
import { newestFirst, whenOf } from './when';
import { referenceTo } from '../fhir';

/**
 * The SpO2 scale in force: the newest recorded decision, and scale 1 when there is none. Hazard: scale 2 inferred from a
 * diagnosis, or from a decision that the server has refused. So nothing but such a decision counts.
 */
export function spo2ScaleOf(chart: ChartContext): ChartView['spo2Scale'] {
  const newest = chart
    .ofType('Flag')
    .filter((flag) => isScaleDecision(flag) && flag['status'] === 'active' && !isInError(flag))
    .filter((flag) => chart.marks.get(referenceTo(flag))?.unfiled.state !== 'refused')
    .map((flag) => ({ flag, when: whenOf(flag) ?? '' }))
    .sort(newestFirst)[0];
  if (!newest) return { scale: 1 };
  const { flag, when } = newest;
  const decided = [chart.nameOf(flag['author']), when && formatInstant(when), scaleReason(flag)];
  return {
    scale: codesOf(flag['code']).includes(OWN.spo2Scale2) ? 2 : 1,
    decided: decided.filter(Boolean).join(', '),
  };
}

/** Why the scale was decided so. */
export function scaleReason(flag: Readonly<Record<string, unknown>>): string | undefined {
  const reason = listOf(flag['extension']).find((part) => fieldsOf(part)['url'] === 'urn:doorstep:reason');
  return textOf(fieldsOf(reason)['valueString']);
}
