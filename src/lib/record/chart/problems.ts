import { formatDate } from '../../clinical/dates';
import { codesOf, conceptText, notesOf, textOf } from '../read';
import type { ChartContext } from './context';
import { labelled } from './context';
import { placeOf } from './place';
import type { Item } from './view';
import { newestFirst } from './when';

const PAST = ['inactive', 'remission', 'resolved'];

/** Problems: those that are not over first, then the newest first. One that was refuted says so. */
export function problemsOf(chart: ChartContext): Item[] {
  const problems = chart.ofType('Condition').filter((condition) => placeOf(condition) === 'problems');
  return problems
    .map((condition) => {
      const ended = textOf(condition['abatementDateTime']);
      const clinical = conceptText(condition['clinicalStatus'])?.toLowerCase();
      const verification = conceptText(condition['verificationStatus'])?.toLowerCase();
      const past =
        ended !== undefined ||
        codesOf(condition['clinicalStatus']).some((code) => PAST.includes(code)) ||
        codesOf(condition['verificationStatus']).includes('refuted');
      const status = [ended && clinical === 'active' ? 'ended' : clinical, verification]
        .filter((word) => word !== undefined && word !== 'confirmed')
        .join(', ');
      const item = chart.item(condition, conceptText(condition['code']) ?? 'Problem with no name recorded', [
        labelled('Severity', conceptText(condition['severity'])),
        labelled('Where', conceptText(condition['bodySite'])),
        labelled('Ended', ended && formatDate(ended)),
        ...notesOf(condition['note']),
      ]);
      return { past, item: { ...item, ...(status === '' ? {} : { status }) } };
    })
    .sort((a, b) => Number(a.past) - Number(b.past) || newestFirst(a.item, b.item))
    .map(({ item }) => item);
}
