/** The goals of care plans, and those that no plan names. */
import * as v from 'valibot';
import { FhirResourceSchema, referenceTo, type FhirResource } from '../fhir';
import { titleOf } from '../plan';
import { conceptText, fieldsOf, listOf, notesOf, quantityText, textOf } from '../read';
import { labelled, type ChartContext } from './context';
import { disputeAbout, overlapLine } from './own-change';
import { placeOf } from './place';
import type { DisputeView, GoalItem } from './view';

/** A goal with its progress and targets. */
export function goalItem(
  chart: ChartContext,
  goal: FhirResource,
  disputes: readonly DisputeView[],
): GoalItem {
  const status = textOf(goal['lifecycleStatus']);
  const disputed = disputeAbout(goal, disputes);
  return {
    ...chart.item(goal, titleOf(goal), [
      overlapLine(chart, goal),
      labelled('Progress', conceptText(goal['achievementStatus'])),
      ...listOf(goal['target']).map(targetLine),
      labelled('Why this status', conceptText(goal['statusReason'])),
      ...notesOf(goal['note']),
    ]),
    ...(status === undefined ? {} : { status }),
    resource: goal,
    ...(disputed ? { disputed } : {}),
  };
}

/** The goals of a plan that are in this record, beside it or within it. */
export function goalsIn(chart: ChartContext, plan: FhirResource): FhirResource[] {
  return listOf(plan['goal']).flatMap((reference) => {
    const inside = listOf(plan['contained']).find(
      (part) => `#${String(fieldsOf(part)['id'])}` === fieldsOf(reference)['reference'],
    );
    const goal =
      inside === undefined ? chart.find(reference) : v.safeParse(FhirResourceSchema, inside).output;
    return v.is(FhirResourceSchema, goal) && goal.resourceType === 'Goal' ? [goal] : [];
  });
}

/** Goals that no plan names. */
export function looseGoals(chart: ChartContext): GoalItem[] {
  const named = new Set(
    chart
      .ofType('CarePlan')
      .filter((plan) => placeOf(plan) === 'care-plans')
      .flatMap((plan) => goalsIn(chart, plan).map(referenceTo)),
  );
  return chart
    .ofType('Goal')
    .filter((goal) => placeOf(goal) === 'care-plans' && !named.has(referenceTo(goal)))
    .map((goal) => goalItem(chart, goal, []));
}

function targetLine(target: unknown): string | undefined {
  const { measure, detailQuantity, detailString, detailCodeableConcept, dueDate } = fieldsOf(target);
  const words = [
    conceptText(measure),
    quantityText(detailQuantity) ?? textOf(detailString) ?? conceptText(detailCodeableConcept),
    labelled('by', textOf(dueDate)),
  ];
  return labelled('Target', words.filter((word) => word !== undefined).join(' '));
}
