/** From the changes typed into the form to care-plan entries: one for each plan or goal that was changed. */
import {
  activityWording,
  setActivityStatus,
  setActivityWording,
  setGoalWording,
  type ActivityRef,
} from '../../record/care-plan-change';
import type { EntryBody } from '../../record/entry';
import type { FhirResource } from '../../record/fhir';
import { conceptText } from '../../record/read';
import type { PlanDraft } from './visit-draft';

export type CarePlanChange = Extract<EntryBody, { kind: 'care-plan-change' }>;

/** `#a1` for an element id, `@0` for a place. */
export function activityKey(ref: ActivityRef): string {
  return 'id' in ref ? `#${ref.id}` : `@${ref.index}`;
}

function refOf(key: string): ActivityRef {
  return key.startsWith('#') ? { id: key.slice(1) } : { index: Number(key.slice(1)) };
}

/** Keys of activities that are "not done" without a reason: they can't be saved like that. */
export function missingReasons(plan: PlanDraft): string[] {
  return Object.entries(plan.activities)
    .filter(([, activity]) => activity.status === 'not-done' && activity.reason.trim() === '')
    .map(([key]) => key);
}

/** The entry for one plan or goal; undefined when what was typed changes nothing. */
export function planChange(plan: PlanDraft): CarePlanChange | undefined {
  const { base } = plan;
  const targetType = base.resourceType;
  if (targetType !== 'CarePlan' && targetType !== 'Goal') return undefined;
  const done: string[] = [];
  let proposed: FhirResource = base;

  for (const [key, activity] of Object.entries(plan.activities)) {
    const name = activityWording(base, refOf(key)) ?? 'Activity';
    const wording = activity.wording?.trim();
    if (wording && wording !== name) {
      proposed = setActivityWording(proposed, refOf(key), wording) ?? proposed;
      done.push(`“${name}” now reads “${wording}”`);
    }
    if (activity.status === 'done') {
      proposed = setActivityStatus(proposed, refOf(key), { kind: 'done' }) ?? proposed;
      done.push(`${wording || name}: done`);
    } else if (activity.status === 'not-done') {
      const reason = activity.reason.trim();
      proposed = setActivityStatus(proposed, refOf(key), { kind: 'not-done', reason }) ?? proposed;
      done.push(`${wording || name}: not done, ${reason}`);
    }
  }
  const goal = plan.goal?.wording.trim();
  if (targetType === 'Goal' && goal && goal !== conceptText(base['description'])) {
    proposed = setGoalWording(proposed, goal);
    done.push(`Goal now reads “${goal}”`);
  }
  if (done.length === 0) return undefined;
  return {
    kind: 'care-plan-change',
    targetType,
    targetId: base.id,
    base,
    proposed,
    summary: done.join('; '),
  };
}
