import { describe, expect, it } from 'vitest';
import { placeWords, sideWords, valueWords } from './conflict-words';

const plan = {
  resourceType: 'CarePlan',
  id: 'c1',
  activity: [{ id: 'a1', detail: { description: 'Change dressing' } }],
};

describe('placeWords', () => {
  it('names the activity and what of it', () => {
    expect(placeWords(plan, 'activity/a1/detail/status')).toBe('Change dressing: how it stands');
    expect(placeWords(plan, 'activity/a1')).toBe('Change dressing');
    expect(placeWords(plan, 'activity/gone/detail/status')).toBe('An activity: how it stands');
  });

  it('names what is worded, and not the field that holds the words', () => {
    expect(placeWords({ resourceType: 'Goal', id: 'g' }, 'description/text')).toBe('wording');
  });

  it('names a field of the resource itself, also one it has no word for', () => {
    expect(placeWords(plan, 'title')).toBe('title');
    expect(placeWords(plan, 'intent')).toBe('intent');
  });
});

describe('sideWords', () => {
  const conflicts = [
    { path: 'activity/a1/detail/status', base: 'in-progress', current: 'completed', proposed: 'on-hold' },
    { path: 'activity/a1/detail/statusReason', proposed: { text: 'asleep' } },
  ];

  it('says how it stands and why in one', () => {
    expect(sideWords(conflicts, 'base')).toBe('in progress');
    expect(sideWords(conflicts, 'current')).toBe('done');
    expect(sideWords(conflicts, 'proposed')).toBe('not done, because: asleep');
  });
});

describe('valueWords', () => {
  it('says statuses, concepts and whole parts', () => {
    expect(valueWords('on-hold')).toBe('not done');
    expect(valueWords({ text: 'asleep' })).toBe('asleep');
    expect(valueWords({ id: 'a1', detail: { status: 'completed', description: 'Weigh' } })).toBe(
      'details: how it stands: done, wording: Weigh',
    );
  });

  it('says so when a side took it out', () => {
    expect(valueWords(undefined)).toBe('nothing (taken out)');
  });
});
