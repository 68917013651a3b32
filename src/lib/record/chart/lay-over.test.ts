import { describe, expect, it } from 'vitest';
import { chartOf, entryOf, PATIENT_ID } from '../../../../tests/support/entries';
import { disputeIdOf, disputeTask, settledTask } from '../dispute';
import type { Entry, EntryBody } from '../entry';
import type { FhirResource } from '../fhir';
import { resourcesOf } from '../filed';
import type { EntryState } from '../outbox';

const dress = { id: 'a1', detail: { description: 'Dress the ulcer', status: 'scheduled' } };
const weigh = { id: 'a2', detail: { description: 'Weigh', status: 'scheduled' } };
const plan: FhirResource = {
  resourceType: 'CarePlan',
  id: 'plan-1',
  status: 'active',
  title: 'Leg ulcer',
  activity: [dress, weigh],
  goal: [{ reference: 'Goal/g1' }, { reference: 'Goal/gone' }],
};
const goal: FhirResource = {
  resourceType: 'Goal',
  id: 'g1',
  lifecycleStatus: 'active',
  description: { text: 'Heal by March' },
};
const withStatus = (activity: typeof dress, status: string) => ({
  ...activity,
  detail: { ...activity.detail, status },
});
const done: FhirResource = { ...plan, activity: [withStatus(dress, 'completed'), weigh] };

const change = (proposed: FhirResource, base: FhirResource = plan): EntryBody => ({
  kind: 'care-plan-change',
  targetType: base.resourceType === 'Goal' ? 'Goal' : 'CarePlan',
  targetId: base.id,
  base,
  proposed,
  summary: 'Dressing done',
});
const entry = entryOf(change(done));
const laid = (state: EntryState, resources: FhirResource[] = [plan, goal], own: Entry = entry) =>
  chartOf(resources, [{ entry: own, state }]);
const unfiled = (state: EntryState) => ({ entryId: 'e1', state });

describe('an own change of a care plan', () => {
  it.each(['on-device', 'received', 'filed'] as const)(
    'is in the plan at once, marked as %s, at its activity',
    (state) => {
      const [shown] = laid(state).carePlans;
      expect(shown).toMatchObject({
        unfiled: unfiled(state),
        activities: [{ status: 'completed', unfiled: unfiled(state) }, { status: 'scheduled' }],
      });
      expect(shown?.activities[1]).not.toHaveProperty('unfiled');
      expect(shown?.resource).toEqual(done);
    },
  );

  it('is told in the timeline too', () => {
    expect(laid('on-device').timeline).toMatchObject([
      {
        kind: 'care-plan',
        title: 'Care plan changed: Leg ulcer',
        lines: ['Dressing done'],
        author: 'Sam Okafor',
        unfiled: unfiled('on-device'),
      },
    ]);
  });

  it('comes on top of what others changed in the meantime', () => {
    const theirs = { ...plan, activity: [dress, withStatus(weigh, 'completed')] };
    const [shown] = laid('on-device', [theirs]).carePlans;
    expect(shown?.activities.map(({ status }) => status)).toEqual(['completed', 'completed']);
    expect(shown?.activities[1]).not.toHaveProperty('unfiled');
  });

  it('that overlaps with a newer one leaves the newer, and says that a person will decide', () => {
    const theirs = { ...plan, activity: [withStatus(dress, 'cancelled'), weigh] };
    const [shown] = laid('on-device', [theirs]).carePlans;
    expect(shown?.activities[0]).toMatchObject({ status: 'cancelled' });
    expect(shown?.lines.join()).toMatch(/overlaps with a newer one/);
  });

  it('is no longer laid over once the pack has it', () => {
    const later = { ...done, activity: [withStatus(dress, 'in-progress'), weigh] };
    const [shown] = laid('filed', [later, ...resourcesOf(entry)]).carePlans;
    expect(shown?.activities[0]).toMatchObject({ status: 'in-progress' });
    expect(shown).not.toHaveProperty('unfiled');
  });

  it('that was refused is not in the plan: only in the timeline, marked', () => {
    const chart = laid('refused');
    expect(chart.carePlans[0]?.resource).toEqual(plan);
    expect(chart.timeline).toMatchObject([{ unfiled: unfiled('refused') }]);
  });

  it('that was set aside is nowhere', () => {
    const chart = laid('set-aside');
    expect(chart.carePlans[0]?.resource).toEqual(plan);
    expect(chart.timeline).toEqual([]);
  });

  it('of a goal changes the goal in its plan', () => {
    const better = { ...goal, description: { text: 'Heal by May' } };
    const [shown] = laid('on-device', [plan, goal], entryOf(change(better, goal))).carePlans;
    expect(shown?.goals).toMatchObject([{ title: 'Heal by May', unfiled: unfiled('on-device') }]);
    expect(shown?.lines).toContain('1 of its goals is not in this record');
  });

  it('in two steps is both steps', () => {
    const second = entryOf(change({ ...done, title: 'Ulcer, left leg' }, done), {
      id: 'e2',
      writtenAt: '2026-11-22T10:20:00.000Z',
    });
    const own = [
      { entry: second, state: 'on-device' as const },
      { entry, state: 'on-device' as const },
    ];
    const [shown] = chartOf([plan], own).carePlans;
    expect(shown).toMatchObject({ title: 'Ulcer, left leg', activities: [{ status: 'completed' }, {}] });
  });

  it('whose plan is not in the pack does not invent it', () => {
    expect(laid('on-device', []).carePlans).toEqual([]);
  });
});

describe('a disputed change', () => {
  const theirs = { ...plan, activity: [withStatus(dress, 'cancelled'), weigh] };
  const task = disputeTask({ entry, current: theirs, conflicts: [], at: '2026-11-22T11:00:00.000Z' });
  const decision = entryOf(
    {
      ...change(done, theirs),
      kind: 'decision',
      disputeId: task.id,
      choice: 'take-proposed',
      reason: 'It was done',
    } as EntryBody,
    { id: 'e5', writtenAt: '2026-11-22T11:30:00.000Z' },
  );

  it('marks the plan, for everyone who has the pack', () => {
    const chart = chartOf([theirs, task]);
    expect(chart.disputes).toMatchObject([
      { disputeId: disputeIdOf('e1'), conflicts: [{ path: 'activity/a1/detail/status' }] },
    ]);
    expect(chart.carePlans[0]?.disputed).toEqual(chart.disputes[0]);
    expect(chart.carePlans[0]?.resource).toEqual(theirs);
  });

  it('is so on the author’s device as soon as the receipt says it, and once only', () => {
    expect(laid('decision', [theirs]).disputes).toHaveLength(1);
    expect(laid('decision', [theirs, task]).disputes).toHaveLength(1);
  });

  it('is never laid over the plan', () => {
    for (const state of ['on-device', 'decision', 'filed'] as const) {
      expect(laid(state, [theirs, task]).carePlans[0]?.resource).toEqual(theirs);
    }
  });

  it('ends here with the decision taken here', () => {
    const chart = laid('on-device', [theirs, task], decision);
    expect(chart.disputes).toEqual([]);
    expect(chart.carePlans[0]).toMatchObject({
      activities: [{ status: 'completed' }, {}],
      unfiled: { entryId: 'e5' },
    });
    expect(chart.timeline).toMatchObject([{ kind: 'decision', lines: ['It was done'] }]);
  });

  it('leaves nothing of the entry over the chart once someone has decided', () => {
    const settled = settledTask(task, decision);
    const chart = laid('filed', [theirs, settled]);
    expect(chart.timeline).toEqual([]);
    expect(chart.carePlans[0]).not.toHaveProperty('unfiled');
  });

  it('stays one dispute when the record has outrun the decision', () => {
    const moved = { ...plan, activity: [withStatus(dress, 'in-progress'), weigh] };
    const chart = laid('decision', [moved, task], decision);
    expect(chart.disputes.map(({ disputeId }) => disputeId)).toEqual([task.id]);
    expect(chart.carePlans[0]?.resource).toEqual(moved);
  });

  it('goes on when the decision was refused', () => {
    expect(laid('refused', [theirs, task], decision).disputes).toHaveLength(1);
  });

  it('about something that is not in the record is still to be seen', () => {
    const chart = chartOf([task]);
    expect(chart.disputes).toEqual([]);
    expect(chart.other).toContainEqual(expect.objectContaining({ key: `Task/${task.id}` }));
  });
});

describe('the SpO2 scale', () => {
  const decide = (scale: 1 | 2, id: string, writtenAt: string) =>
    entryOf({ kind: 'spo2-scale', scale, reason: 'Clinic letter' }, { id, writtenAt });
  const two = decide(2, 'e1', '2026-11-20T10:00:00.000Z');
  const one = decide(1, 'e2', '2026-11-21T10:00:00.000Z');

  it('is 1 without a recorded decision, whatever the problems say', () => {
    const copd = { resourceType: 'Condition', id: 'c', code: { text: 'COPD, target saturation 88–92 %' } };
    expect(chartOf([copd]).spo2Scale).toEqual({ scale: 1 });
  });

  it('is that of the newest decision, with who, when and why', () => {
    expect(chartOf(resourcesOf(two)).spo2Scale).toEqual({
      scale: 2,
      decided: 'Sam Okafor, 20 Nov 2026, 10:00, Clinic letter',
    });
    expect(chartOf([...resourcesOf(one), ...resourcesOf(two)]).spo2Scale.scale).toBe(1);
    expect(chartOf(resourcesOf(two), [{ entry: one, state: 'on-device' }]).spo2Scale.scale).toBe(1);
  });

  it('is an alert while it is 2, and an event of the timeline', () => {
    const chart = chartOf(resourcesOf(two));
    expect(chart.banner.alerts).toEqual(['Target saturation 88–92 % (NEWS2 SpO2 scale 2)']);
    expect(chart.timeline).toMatchObject([{ kind: 'decision', lines: ['Reason: Clinic letter'] }]);
    expect(chartOf([...resourcesOf(two), ...resourcesOf(one)]).banner.alerts).toEqual([]);
  });

  it('is not changed by a decision that was refused, entered in error or closed', () => {
    expect(chartOf([], [{ entry: two, state: 'refused' }]).spo2Scale).toEqual({ scale: 1 });
    const flags = resourcesOf(two);
    expect(chartOf(flags.map((flag) => ({ ...flag, status: 'entered-in-error' }))).spo2Scale).toEqual({
      scale: 1,
    });
    expect(chartOf(flags.map((flag) => ({ ...flag, status: 'inactive' }))).spo2Scale).toEqual({ scale: 1 });
  });
});

it('the visits are this patient’s', () => {
  expect(laid('filed').visits).toEqual([]);
  expect(laid('filed').banner.patientId).toBe(PATIENT_ID);
});
