import { describe, expect, it } from 'vitest';
import type { FhirResource } from './fhir';
import { merge, type Conflict } from './merge';

const plan = (fields: Record<string, unknown>): FhirResource => ({
  resourceType: 'CarePlan',
  id: 'plan-1',
  meta: { versionId: '1' },
  status: 'active',
  ...fields,
});

const activity = (id: string, detail: Record<string, unknown>) => ({ id, detail });
const dress = activity('a1', { description: 'Dress the ulcer', status: 'scheduled' });
const weigh = activity('a2', { description: 'Weigh monthly', status: 'scheduled' });
const base = plan({ title: 'Leg ulcer', activity: [dress, weigh], goal: [{ reference: 'Goal/g1' }] });

const paths = (conflicts: Conflict[]) => conflicts.map(({ path }) => path);

describe('changes that do not overlap', () => {
  it('come together, in different fields', () => {
    const { merged, conflicts } = merge(
      base,
      plan({ ...base, title: 'Ulcer' }),
      plan({ ...base, note: [{ text: 'x' }] }),
    );
    expect(conflicts).toEqual([]);
    expect(merged).toEqual(plan({ ...base, title: 'Ulcer', note: [{ text: 'x' }] }));
  });

  it('come together in different activities, and in different fields of one', () => {
    const done = activity('a1', { ...dress.detail, status: 'completed' });
    const moved = activity('a2', { ...weigh.detail, location: { display: 'Clinic' } });
    const reworded = activity('a1', { ...dress.detail, description: 'Dress the left ulcer' });
    expect(
      merge(base, plan({ ...base, activity: [done, weigh] }), plan({ ...base, activity: [dress, moved] })),
    ).toEqual({
      merged: plan({ ...base, activity: [done, moved] }),
      conflicts: [],
    });
    expect(
      merge(base, plan({ ...base, activity: [done, weigh] }), plan({ ...base, activity: [reworded, weigh] })),
    ).toEqual({
      merged: plan({
        ...base,
        activity: [activity('a1', { ...reworded.detail, status: 'completed' }), weigh],
      }),
      conflicts: [],
    });
  });

  it('come together where both add to a list or one takes away', () => {
    const [g2, g3] = [{ reference: 'Goal/g2' }, { reference: 'Goal/g3' }];
    const current = plan({ ...base, goal: [g2, { reference: 'Goal/g1' }], activity: [dress] });
    const proposed = plan({ ...base, goal: [{ reference: 'Goal/g1' }, g3] });
    expect(merge(base, current, proposed)).toEqual({
      merged: plan({ ...base, goal: [g2, { reference: 'Goal/g1' }, g3], activity: [dress] }),
      conflicts: [],
    });
  });

  it('are no conflict when both made the same change', () => {
    const same = plan({ ...base, title: 'Ulcer', activity: [dress] });
    expect(merge(base, same, same)).toEqual({ merged: same, conflicts: [] });
  });

  it('keep the order that one side made', () => {
    const { merged, conflicts } = merge(
      base,
      plan({ ...base, title: 'Ulcer' }),
      plan({ ...base, activity: [weigh, dress] }),
    );
    expect(conflicts).toEqual([]);
    expect(merged['activity']).toEqual([weigh, dress]);
  });
});

describe('changes that overlap', () => {
  it('are a conflict with its place and all three values, and the current one stands', () => {
    const current = plan({
      ...base,
      activity: [activity('a1', { ...dress.detail, status: 'completed' }), weigh],
    });
    const proposed = plan({
      ...base,
      activity: [activity('a1', { ...dress.detail, status: 'cancelled' }), weigh],
    });
    expect(merge(base, current, proposed)).toEqual({
      merged: current,
      conflicts: [
        { path: 'activity/a1/detail/status', base: 'scheduled', current: 'completed', proposed: 'cancelled' },
      ],
    });
  });

  it('are a conflict when one side removed what the other changed, either way round', () => {
    const removed = plan({ ...base, activity: [weigh] });
    const changed = plan({
      ...base,
      activity: [activity('a1', { ...dress.detail, status: 'completed' }), weigh],
    });
    expect(paths(merge(base, removed, changed).conflicts)).toEqual(['activity/a1']);
    expect(merge(base, removed, changed).merged).toEqual(removed);
    expect(paths(merge(base, changed, removed).conflicts)).toEqual(['activity/a1']);
    expect(merge(base, changed, removed).merged).toEqual(changed);
  });

  it('of a list without ids are one conflict', () => {
    const note = (text: string) => plan({ ...base, note: [{ text }] });
    expect(paths(merge(note('a'), note('b'), note('c')).conflicts)).toEqual(['note']);
  });

  it('of the order of a list are a conflict too', () => {
    const third = activity('a3', { status: 'scheduled' });
    const order = (...list: unknown[]) => plan({ ...base, activity: list });
    const all = order(dress, weigh, third);
    expect(paths(merge(all, order(weigh, dress, third), order(dress, third, weigh)).conflicts)).toEqual([
      'activity',
    ]);
  });

  it('never make a third statement out of two halves: an amount and its unit, a code and its words', () => {
    const target = (value: number, unit: string) => plan({ ...base, weightTarget: { value, unit } });
    const { merged, conflicts } = merge(target(70, 'kg'), target(72, 'kg'), target(70, 'lb'));
    expect(paths(conflicts)).toEqual(['weightTarget']);
    expect(merged).toEqual(target(72, 'kg'));
    const category = (text: string, code: string) => plan({ ...base, code: { text, coding: [{ code }] } });
    expect(paths(merge(category('A', '1'), category('B', '1'), category('A', '2')).conflicts)).toEqual([
      'code',
    ]);
  });

  it('name an item whose key has a slash so that the path stays readable', () => {
    const goal = (display: string) => plan({ ...base, goal: [{ reference: 'Goal/g1', display }] });
    expect(paths(merge(goal('a'), goal('b'), goal('c')).conflicts)).toEqual(['goal/Goal~1g1']);
  });
});

describe('how something stands and why', () => {
  const done = activity('a1', { ...dress.detail, status: 'completed' });
  const held = activity('a1', { ...dress.detail, status: 'on-hold', statusReason: { text: 'Too sore' } });

  it('go together: one side’s reason never stands beside the other side’s status', () => {
    const result = merge(
      base,
      plan({ ...base, activity: [done, weigh] }),
      plan({ ...base, activity: [held, weigh] }),
    );
    expect(paths(result.conflicts)).toEqual(['activity/a1/detail/status', 'activity/a1/detail/statusReason']);
    expect(result.merged).toEqual(plan({ ...base, activity: [done, weigh] }));
  });

  it('merge with other fields that the other side changed', () => {
    const reworded = activity('a1', { ...dress.detail, description: 'Dress the left ulcer' });
    const result = merge(
      base,
      plan({ ...base, activity: [reworded, weigh] }),
      plan({ ...base, activity: [held, weigh] }),
    );
    expect(result.conflicts).toEqual([]);
    expect(result.merged['activity']).toEqual([
      activity('a1', { ...held.detail, description: 'Dress the left ulcer' }),
      weigh,
    ]);
  });
});

describe('what only a person may bring together', () => {
  const allergy = (fields: Record<string, unknown>): FhirResource => ({
    resourceType: 'AllergyIntolerance',
    id: 'x',
    ...fields,
  });

  it.each([
    ['an allergy', 'AllergyIntolerance', { criticality: 'high' }, { note: [{ text: 'rash' }] }],
    ['a prescription', 'MedicationRequest', { status: 'stopped' }, { note: [{ text: 'with food' }] }],
    ['a medicine taken', 'MedicationStatement', { status: 'stopped' }, { note: [{ text: 'with food' }] }],
    ['a consent', 'Consent', { status: 'inactive' }, { dateTime: '2026-01-01' }],
  ])('%s, although the fields differ', (_, resourceType, mine, theirs) => {
    const from = { resourceType, id: 'x', status: 'active' };
    const { merged, conflicts } = merge(from, { ...from, ...theirs }, { ...from, ...mine });
    expect(merged).toEqual({ ...from, ...theirs });
    expect(paths(conflicts)).toEqual([...Object.keys(mine), ...Object.keys(theirs)].sort());
  });

  it('a resuscitation decision, by its code or its words', () => {
    const flag = (fields: Record<string, unknown>): FhirResource => ({
      resourceType: 'Flag',
      id: 'x',
      status: 'active',
      code: { coding: [{ code: '450476008' }] },
      ...fields,
    });
    const { conflicts } = merge(
      flag({}),
      flag({ status: 'inactive' }),
      flag({ period: { end: '2026-01-01' } }),
    );
    expect(paths(conflicts)).toEqual(['period', 'status']);
    const words = (fields: Record<string, unknown>) => flag({ code: { text: 'DNACPR in place' }, ...fields });
    expect(merge(words({}), words({ status: 'inactive' }), words({ author: 1 })).conflicts).toHaveLength(2);
  });

  it('a dose in an activity, against any other change of that activity', () => {
    const give = (detail: Record<string, unknown>) =>
      plan({
        ...base,
        activity: [activity('a1', { description: 'Insulin', status: 'scheduled', ...detail }), weigh],
      });
    const dose = (value: number) => ({ dailyAmount: { value, unit: 'units' } });
    const { merged, conflicts } = merge(
      give(dose(10)),
      give({ ...dose(10), status: 'completed' }),
      give(dose(14)),
    );
    expect(paths(conflicts)).toEqual(['activity/a1/detail/dailyAmount', 'activity/a1/detail/status']);
    expect(merged).toEqual(give({ ...dose(10), status: 'completed' }));
  });

  it('a dose in words: “done” and another dose never become “the other dose is done”', () => {
    const give = (description: string, status: string) =>
      plan({ ...base, activity: [activity('a1', { description, status }), weigh] });
    const from = give('Insulin 10 units at 08:00', 'scheduled');
    const { conflicts } = merge(
      from,
      give('Insulin 10 units at 08:00', 'completed'),
      give('Insulin 14 units at 08:00', 'scheduled'),
    );
    expect(paths(conflicts)).toEqual(['activity/a1/detail/description', 'activity/a1/detail/status']);
  });

  it('but one side’s change alone goes through, and so does the same change', () => {
    const [from, to] = [allergy({ criticality: 'low' }), allergy({ criticality: 'high' })];
    expect(merge(from, from, to)).toEqual({ merged: to, conflicts: [] });
    expect(merge(from, to, from)).toEqual({ merged: to, conflicts: [] });
    expect(merge(from, to, to)).toEqual({ merged: to, conflicts: [] });
  });

  it('leaves other activities of that plan to merge', () => {
    const insulin = (description: string) => activity('a1', { description, status: 'scheduled' });
    const done = activity('a2', { ...weigh.detail, status: 'completed' });
    const from = plan({ ...base, activity: [insulin('10 units'), weigh] });
    const { conflicts } = merge(
      from,
      plan({ ...base, activity: [insulin('10 units'), done] }),
      plan({ ...base, activity: [insulin('14 units'), weigh] }),
    );
    expect(conflicts).toEqual([]);
  });
});

describe('what an author can’t change', () => {
  it('is what it is, whose it is and the server’s own notes', () => {
    const current = plan({ ...base, meta: { versionId: '7' }, subject: { reference: 'Patient/a' } });
    const proposed = {
      ...base,
      id: 'other',
      subject: { reference: 'Patient/b' },
      meta: { versionId: '1' },
      title: 'New',
    };
    expect(merge(base, current, proposed)).toEqual({ merged: { ...current, title: 'New' }, conflicts: [] });
  });
});
