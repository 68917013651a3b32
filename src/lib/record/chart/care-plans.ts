/** Care plans with their activities and goals, each marked where this user's own change is not filed yet. */
import { referenceTo, type FhirResource } from '../fhir';
import { titleOf } from '../plan';
import { conceptText, fieldsOf, listOf, notesOf, periodText, quantityText, textOf } from '../read';
import { labelled, type ChartContext } from './context';
import { timingText } from './dosage';
import { goalItem, goalsIn } from './goals';
import { isChangedSince } from './lay-over';
import { disputeAbout, overlapLine } from './own-change';
import { placeOf } from './place';
import type { ActivityItem, CarePlanItem, DisputeView } from './view';
import { newestFirst } from './when';

/** Active plans first, then the newest first. */
export function carePlansOf(chart: ChartContext, disputes: readonly DisputeView[]): CarePlanItem[] {
  return chart
    .ofType('CarePlan')
    .filter((plan) => placeOf(plan) === 'care-plans')
    .map((plan) => carePlanItem(chart, plan, disputes))
    .sort((a, b) => Number(b.active) - Number(a.active) || newestFirst(a, b));
}

function carePlanItem(
  chart: ChartContext,
  plan: FhirResource,
  disputes: readonly DisputeView[],
): CarePlanItem {
  const goals = goalsIn(chart, plan);
  const lost = listOf(plan['goal']).length - goals.length;
  const disputed = disputeAbout(plan, disputes);
  const description = conceptText(plan['description']);
  return {
    ...chart.item(plan, titleOf(plan), [
      overlapLine(chart, plan),
      description === titleOf(plan) ? undefined : description,
      periodText(plan['period']),
      labelled(
        'For',
        listOf(plan['addresses'])
          .flatMap((ref) => chart.nameOf(ref) ?? [])
          .join(', '),
      ),
      labelled('By', chart.authorOf(plan)),
      ...notesOf(plan['note']),
      lost > 0 ? `${lost} of its goals ${lost === 1 ? 'is' : 'are'} not in this record` : undefined,
    ]),
    active: plan['status'] === 'active',
    resource: plan,
    activities: listOf(plan['activity']).map((activity, i) => activityItem(chart, plan, activity, i)),
    goals: goals.map((goal) => goalItem(chart, goal, disputes)),
    ...(disputed ? { disputed } : {}),
  };
}

function activityItem(
  chart: ChartContext,
  plan: FhirResource,
  activity: unknown,
  index: number,
): ActivityItem {
  const { id, detail, reference, progress, outcomeCodeableConcept } = fieldsOf(activity);
  const fields = fieldsOf(detail);
  const [activityId, status] = [textOf(id), textOf(fields['status'])];
  const statusReason = conceptText(fields['statusReason']);
  const planKey = referenceTo(plan);
  const mark = chart.marks.get(planKey);
  const changed = isChangedSince(mark, (before) => sameActivity(before, activityId, index), activity);
  const name =
    textOf(fields['description']) ?? conceptText(fields['code']) ?? chart.nameOf(reference) ?? 'Activity';
  const coded = conceptText(fields['code']);
  return {
    key: `${planKey}/activity/${activityId ?? index}`,
    title: fields['doNotPerform'] === true ? `Do not: ${name}` : name,
    lines: [
      coded === name ? undefined : coded,
      timingText(fields['scheduledTiming']) ??
        periodText(fields['scheduledPeriod']) ??
        textOf(fields['scheduledString']),
      labelled(
        'Product',
        conceptText(fields['productCodeableConcept']) ?? chart.nameOf(fields['productReference']),
      ),
      labelled('Daily amount', quantityText(fields['dailyAmount'])),
      labelled('Quantity', quantityText(fields['quantity'])),
      labelled(
        'By',
        listOf(fields['performer'])
          .flatMap((who) => chart.nameOf(who) ?? [])
          .join(', '),
      ),
      labelled(
        'Outcome',
        listOf(outcomeCodeableConcept)
          .flatMap((one) => conceptText(one) ?? [])
          .join(', '),
      ),
      ...notesOf(progress),
    ].filter((line) => line !== undefined),
    ...(activityId === undefined ? {} : { activityId }),
    ...(status === undefined ? {} : { status }),
    ...(statusReason === undefined ? {} : { statusReason }),
    ...(changed && mark ? { unfiled: mark.unfiled } : {}),
  };
}

function sameActivity(plan: FhirResource, activityId: string | undefined, index: number): unknown {
  const activities = listOf(plan['activity']);
  return activityId === undefined
    ? activities[index]
    : activities.find((activity) => fieldsOf(activity)['id'] === activityId);
}
