/**
 * Changes of a care plan or a goal as a nurse makes them: `proposed` from `base`, one field at a time, so that the merge
 * sees exactly what was meant. An activity without an element id is named by its place in the list. It gets no id made up
 * here: the record's own list has none, and the merge would take it for a change of every activity. Such a list merges as
 * one value, so an overlap on it goes to a person.
 */
import type { FhirResource } from './fhir';
import { conceptText, fieldsOf, listOf, textOf } from './read';
import { isFields, type Fields } from './same';

/** An activity within its plan: by its element id, else by its place. */
export type ActivityRef = { id: string } | { index: number };

export type ActivityOutcome = { kind: 'done' } | { kind: 'not-done'; reason: string };

/**
 * The plan with one activity done, or not done and why. "Not done" is `on-hold` and not `cancelled`: it stays in the plan.
 * Undefined when the plan has no such activity, or keeps it in another resource.
 */
export function setActivityStatus(
  plan: FhirResource,
  activity: ActivityRef,
  outcome: ActivityOutcome,
): FhirResource | undefined {
  return changeDetail(plan, activity, ({ statusReason: _, ...detail }) =>
    outcome.kind === 'done'
      ? { ...detail, status: 'completed' }
      : { ...detail, status: 'on-hold', statusReason: { text: outcome.reason } },
  );
}

/** The plan with other words for one activity. Undefined as above. */
export function setActivityWording(
  plan: FhirResource,
  activity: ActivityRef,
  wording: string,
): FhirResource | undefined {
  return changeDetail(plan, activity, (detail) => ({ ...detail, description: wording }));
}

/** The goal in other words. Its codes go: they stand for the words that are replaced. */
export function setGoalWording(goal: FhirResource, wording: string): FhirResource {
  return { ...goal, description: { text: wording } };
}

export interface ChangeableActivity {
  ref: ActivityRef;
  wording: string;
  /** FHIR's code for how it stands. */
  status?: string;
}

/** The activities that the plan itself describes, in its order. Those kept in other resources can't be changed here. */
export function changeableActivities(plan: FhirResource): ChangeableActivity[] {
  return listOf(plan['activity']).flatMap((activity, index) => {
    const { id, detail } = fieldsOf(activity);
    if (!isFields(detail)) return [];
    const ref = typeof id === 'string' ? { id } : { index };
    const status = textOf(detail['status']);
    return [{ ref, wording: activityWording(plan, ref) ?? 'Activity', ...(status ? { status } : {}) }];
  });
}

/** What an activity is called: its words, else those of its code. Undefined when the plan says neither. */
export function activityWording(plan: FhirResource, activity: ActivityRef): string | undefined {
  const { activities, index } = locate(plan, activity);
  const detail = fieldsOf(fieldsOf(activities[index])['detail']);
  return textOf(detail['description']) ?? conceptText(detail['code']);
}

function changeDetail(
  plan: FhirResource,
  ref: ActivityRef,
  change: (detail: Fields) => Fields,
): FhirResource | undefined {
  const { activities, index } = locate(plan, ref);
  const activity = activities[index];
  if (!isFields(activity) || !isFields(activity['detail'])) return undefined;
  const changed = { ...activity, detail: change(activity['detail']) };
  return { ...plan, activity: activities.map((item, i) => (i === index ? changed : item)) };
}

function locate(plan: FhirResource, ref: ActivityRef): { activities: unknown[]; index: number } {
  const activities: unknown[] = Array.isArray(plan['activity']) ? plan['activity'] : [];
  const index = 'index' in ref ? ref.index : activities.findIndex((item) => fieldsOf(item)['id'] === ref.id);
  return { activities, index };
}
