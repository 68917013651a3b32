import { describe, expect, it } from 'vitest';
import {
  activityWording,
  changeableActivities,
  setActivityStatus,
  setActivityWording,
  setGoalWording,
} from './care-plan-change';
import type { FhirResource } from './fhir';
import { merge } from './merge';

const plan: FhirResource = {
  resourceType: 'CarePlan',
  id: 'c1',
  activity: [
    { id: 'a1', detail: { status: 'in-progress', description: 'Change dressing', kind: 'ServiceRequest' } },
    { id: 'a2', detail: { status: 'on-hold', description: 'Weigh', statusReason: { text: 'no scales' } } },
    { id: 'a3', reference: { reference: 'ServiceRequest/s1' } },
  ],
};
const unnamed: FhirResource = {
  resourceType: 'CarePlan',
  id: 'c2',
  activity: [{ detail: { status: 'in-progress' } }, { detail: { status: 'in-progress' } }],
};
const details = (resource: FhirResource | undefined) =>
  (resource?.['activity'] as { detail?: unknown }[] | undefined)?.map((activity) => activity.detail);

describe('setActivityStatus', () => {
  it('marks one done, forgets why it was not, and touches no other', () => {
    const done = setActivityStatus(plan, { id: 'a2' }, { kind: 'done' });
    expect(details(done)).toEqual([
      { status: 'in-progress', description: 'Change dressing', kind: 'ServiceRequest' },
      { status: 'completed', description: 'Weigh' },
      undefined,
    ]);
  });

  it('keeps the reason why it was not done', () => {
    const held = setActivityStatus(plan, { id: 'a1' }, { kind: 'not-done', reason: 'asleep' });
    expect(details(held)?.[0]).toMatchObject({ status: 'on-hold', statusReason: { text: 'asleep' } });
  });

  it('finds an activity without an id by its place, and makes none up', () => {
    const done = setActivityStatus(unnamed, { index: 1 }, { kind: 'done' });
    expect(done?.['activity']).toEqual([
      { detail: { status: 'in-progress' } },
      { detail: { status: 'completed' } },
    ]);
    if (done) expect(merge(unnamed, unnamed, done)).toEqual({ merged: done, conflicts: [] });
  });

  it('leaves the base as it was', () => {
    const before = structuredClone(plan);
    setActivityStatus(plan, { id: 'a1' }, { kind: 'done' });
    expect(plan).toEqual(before);
  });

  it('changes nothing where there is no such activity, or it lives elsewhere', () => {
    expect(setActivityStatus(plan, { id: 'zz' }, { kind: 'done' })).toBeUndefined();
    expect(setActivityStatus(plan, { id: 'a3' }, { kind: 'done' })).toBeUndefined();
    expect(setActivityStatus({ resourceType: 'CarePlan', id: 'c' }, { index: 0 }, { kind: 'done' })).toBe(
      undefined,
    );
  });
});

describe('changeableActivities', () => {
  it('are those that the plan itself describes', () => {
    expect(changeableActivities(plan)).toEqual([
      { ref: { id: 'a1' }, wording: 'Change dressing', status: 'in-progress' },
      { ref: { id: 'a2' }, wording: 'Weigh', status: 'on-hold' },
    ]);
    expect(changeableActivities(unnamed).map((activity) => activity.ref)).toEqual([
      { index: 0 },
      { index: 1 },
    ]);
  });
});

describe('activityWording', () => {
  it('is the words, else those of the code', () => {
    const coded = { resourceType: 'CarePlan', id: 'c', activity: [{ detail: { code: { text: 'Diet' } } }] };
    expect(activityWording(plan, { id: 'a1' })).toBe('Change dressing');
    expect(activityWording(coded, { index: 0 })).toBe('Diet');
    expect(activityWording(plan, { id: 'a3' })).toBeUndefined();
  });
});

describe('wording', () => {
  it('of two activities by two people merges', () => {
    const mine = setActivityWording(plan, { id: 'a1' }, 'Change dressing twice a week');
    const theirs = setActivityStatus(plan, { id: 'a2' }, { kind: 'done' });
    if (!mine || !theirs) throw new Error('both are there');
    const { merged, conflicts } = merge(plan, theirs, mine);
    expect(conflicts).toEqual([]);
    expect(details(merged)?.slice(0, 2)).toMatchObject([
      { description: 'Change dressing twice a week' },
      { status: 'completed' },
    ]);
  });

  it('of one activity by two people is a conflict', () => {
    const mine = setActivityWording(plan, { id: 'a1' }, 'Daily');
    const theirs = setActivityWording(plan, { id: 'a1' }, 'Weekly');
    if (!mine || !theirs) throw new Error('both are there');
    expect(merge(plan, theirs, mine).conflicts.map((conflict) => conflict.path)).toEqual([
      'activity/a1/detail/description',
    ]);
  });

  it('of a goal takes its codes with the words they stood for', () => {
    const goal: FhirResource = {
      resourceType: 'Goal',
      id: 'g1',
      description: { text: 'Walk', coding: [{ code: '1' }] },
    };
    expect(setGoalWording(goal, 'Walk to the shop')['description']).toEqual({ text: 'Walk to the shop' });
  });
});
