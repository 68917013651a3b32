import { describe, expect, it } from 'vitest';
import type { DisputeView } from './chart/view';
import type { FhirResource } from './fhir';
import { merge } from './merge';
import { decisionOf, placesOf, type Choice } from './settle';

const plan = (activities: unknown[], rest: object = {}): FhirResource => ({
  resourceType: 'CarePlan',
  id: 'c1',
  activity: activities,
  ...rest,
});
const activity = (id: string, detail: object) => ({ id, detail });

function disputeBetween(base: FhirResource, current: FhirResource, proposed: FhirResource): DisputeView {
  return {
    disputeId: 'd1',
    targetType: 'CarePlan',
    targetId: 'c1',
    title: 'Leg ulcer',
    current: { resource: current },
    proposed: { resource: proposed },
    ...merge(base, current, proposed),
  };
}
const choose = (dispute: DisputeView, pick: (path: string) => Choice) =>
  new Map(dispute.conflicts.map(({ path }) => [path, pick(path)]));

const base = plan([activity('a1', { status: 'in-progress' }), activity('a2', { description: 'Weigh' })]);
const theirs = plan([
  activity('a1', { status: 'completed' }),
  activity('a2', { description: 'Weigh weekly' }),
]);
const mine = plan([activity('a1', { status: 'on-hold' }), activity('a2', { description: 'Weigh daily' })], {
  title: 'New title',
});

describe('placesOf', () => {
  it('keeps a status and its reason together, and other fields apart', () => {
    const at = (path: string) => ({ path });
    const conflicts = [
      at('activity/a1/detail/description'),
      at('activity/a1/detail/status'),
      at('activity/a1/detail/statusReason'),
      at('activity/a2/detail/statusReason'),
      at('title'),
    ];
    expect(placesOf(conflicts).map((place) => place.conflicts.map(({ path }) => path))).toEqual([
      ['activity/a1/detail/description'],
      ['activity/a1/detail/status', 'activity/a1/detail/statusReason'],
      ['activity/a2/detail/statusReason'],
      ['title'],
    ]);
  });
});

describe('decisionOf', () => {
  const dispute = disputeBetween(base, theirs, mine);

  it('has nothing to say while a conflict is undecided', () => {
    expect(dispute.conflicts).toHaveLength(2);
    expect(decisionOf(dispute, new Map([['activity/a1/detail/status', 'current']]), 'r')).toBeUndefined();
  });

  it('keeps the current where it was chosen, and still takes what did not overlap', () => {
    const decision = decisionOf(
      dispute,
      choose(dispute, () => 'current'),
      'agreed by phone',
    );
    expect(decision).toMatchObject({ choice: 'keep-current', base: theirs, reason: 'agreed by phone' });
    expect(decision?.proposed).toEqual({ ...theirs, title: 'New title' });
  });

  it('takes the proposed where it was chosen', () => {
    const decision = decisionOf(
      dispute,
      choose(dispute, () => 'proposed'),
      'r',
    );
    expect(decision?.choice).toBe('take-proposed');
    expect(decision?.proposed).toEqual(mine);
  });

  it('mixes place by place', () => {
    const decision = decisionOf(
      dispute,
      choose(dispute, (path) => (path.startsWith('activity/a1') ? 'proposed' : 'current')),
      'r',
    );
    expect(decision?.choice).toBe('mixed');
    expect(decision?.proposed['activity']).toEqual([
      activity('a1', { status: 'on-hold' }),
      activity('a2', { description: 'Weigh weekly' }),
    ]);
  });

  it('can take away, and bring back, a whole activity', () => {
    const removed = plan([activity('a2', { description: 'Weigh' })]);
    const changed = plan([activity('a1', { status: 'completed' }), activity('a2', { description: 'Weigh' })]);
    const brought = disputeBetween(base, removed, changed);
    const ids = (resource: FhirResource | undefined) =>
      (resource?.['activity'] as { id: string }[] | undefined)?.map((item) => item.id);
    expect(
      ids(
        decisionOf(
          brought,
          choose(brought, () => 'proposed'),
          'r',
        )?.proposed,
      )?.sort(),
    ).toEqual(['a1', 'a2']);
    const taken = disputeBetween(base, changed, removed);
    expect(
      ids(
        decisionOf(
          taken,
          choose(taken, () => 'proposed'),
          'r',
        )?.proposed,
      ),
    ).toEqual(['a2']);
  });

  it('decides about an item whose id has a slash', () => {
    const goals = (display: string) => plan([], { addresses: [{ reference: 'Condition/1', display }] });
    const slashed = disputeBetween(goals('a'), goals('b'), goals('c'));
    const decision = decisionOf(
      slashed,
      choose(slashed, () => 'proposed'),
      'r',
    );
    expect(decision?.proposed['addresses']).toEqual([{ reference: 'Condition/1', display: 'c' }]);
  });
});
