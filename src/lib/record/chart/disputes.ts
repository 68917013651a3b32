import { disputeOf, isOpenDispute } from '../dispute';
import type { ChartContext } from './context';
import { placeOf } from './place';
import type { DisputeView, Item } from './view';

/** Open disputes whose target is in the record. */
export function disputesOf(chart: ChartContext): DisputeView[] {
  return openTasks(chart).flatMap((task) => disputeOf(task, chart.resources) ?? []);
}

/** Open disputes that can't be shown side by side, since their target or a version is missing: still to be seen. */
export function brokenDisputes(chart: ChartContext): Item[] {
  return openTasks(chart)
    .filter((task) => disputeOf(task, chart.resources) === undefined)
    .map((task) =>
      chart.item(task, 'Two changes overlap, and what they change is not in this record', [
        'Call your IT help desk: nothing is lost, but it can’t be decided here.',
      ]),
    );
}

function openTasks(chart: ChartContext) {
  return chart.ofType('Task').filter((task) => placeOf(task) === 'disputes' && isOpenDispute(task));
}
