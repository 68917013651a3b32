import { describe, expect, it } from 'vitest';
import type { FhirResource } from '../../record/fhir';
import { activityKey, missingReasons, planChange } from './plan-changes';
import type { PlanDraft } from './visit-draft';

const plan: FhirResource = {
  resourceType: 'CarePlan',
  id: 'c1',
  activity: [
    { id: 'a1', detail: { status: 'in-progress', description: 'Dress' } },
    { id: 'a2', detail: { status: 'in-progress', description: 'Weigh' } },
  ],
};
const goal: FhirResource = { resourceType: 'Goal', id: 'g1', description: { text: 'Walk' } };
const draft = (activities: PlanDraft['activities'], base = plan): PlanDraft => ({ base, activities });

describe('planChange', () => {
  it('makes one entry of all that was changed in a plan, and says it in words', () => {
    const change = planChange(
      draft({
        '#a1': { status: 'done', reason: '', wording: 'Dress daily' },
        '#a2': { status: 'not-done', reason: ' asleep ' },
      }),
    );
    expect(change).toMatchObject({ targetType: 'CarePlan', targetId: 'c1', base: plan });
    expect(change?.proposed['activity']).toEqual([
      { id: 'a1', detail: { status: 'completed', description: 'Dress daily' } },
      { id: 'a2', detail: { status: 'on-hold', description: 'Weigh', statusReason: { text: 'asleep' } } },
    ]);
    expect(change?.summary).toBe(
      '“Dress” now reads “Dress daily”; Dress daily: done; Weigh: not done, asleep',
    );
  });

  it('is no entry when nothing was changed', () => {
    expect(planChange(draft({ '#a1': { reason: '', wording: ' Dress ' } }))).toBeUndefined();
    expect(planChange({ ...draft({}, goal), goal: { wording: 'Walk ' } })).toBeUndefined();
    expect(planChange({ ...draft({}, goal), goal: { wording: '  ' } })).toBeUndefined();
  });

  it('words a goal anew', () => {
    const change = planChange({ ...draft({}, goal), goal: { wording: 'Walk to the shop' } });
    expect(change).toMatchObject({
      targetType: 'Goal',
      proposed: { description: { text: 'Walk to the shop' } },
    });
  });
});

describe('missingReasons', () => {
  it('are those of activities that were not done', () => {
    const reason = { status: 'not-done', reason: ' ' } as const;
    expect(missingReasons(draft({ '#a1': reason, '#a2': { status: 'done', reason: '' } }))).toEqual(['#a1']);
  });
});

describe('activityKey', () => {
  it('tells an id from a place', () => {
    expect([activityKey({ id: '0' }), activityKey({ index: 0 })]).toEqual(['#0', '@0']);
  });
});
