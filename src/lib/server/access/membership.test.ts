import { describe, expect, it } from 'vitest';
import { joined, left, overlap, periodsOf, placesAfter, teamsAt } from './membership';

const ids = { teamId: 't', patientId: 'p' };
const [first, second, third] = ['2026-01-01', '2026-02-01', '2026-03-01'].map(
  (date) => `${date}T00:00:00.000Z`,
);

describe('a membership', () => {
  it('remembers the times before a patient came back', () => {
    const once = left(joined(undefined, { ...ids, from: first, why: 'Leg ulcer' }), {
      ...ids,
      until: second ?? '',
    });
    const again = joined(once, { ...ids, from: third });
    expect(periodsOf(again)).toEqual([
      { from: third, until: undefined },
      { from: first, until: second, why: 'Leg ulcer' },
    ]);
  });

  it('that is over stays so when somebody ends it once more: the time since is not given afterwards', () => {
    const over = left(joined(undefined, { ...ids, from: first }), { ...ids, until: second ?? '' });
    expect(left(over, { ...ids, until: third ?? '' })).toEqual(over);
  });

  it('with an end still to come ends earlier', () => {
    const cover = joined(undefined, { ...ids, from: first, until: third });
    expect(periodsOf(left(cover, { ...ids, until: second ?? '' }))).toEqual([{ from: first, until: second }]);
  });

  it('stays from its own start when a patient who is there joins again', () => {
    const held = joined(undefined, { ...ids, from: first });
    expect(periodsOf(joined(held, { ...ids, from: second, until: third }))).toEqual([
      { from: first, until: third },
    ]);
  });

  it('without a start is as if it had always been', () => {
    const over = left(undefined, { ...ids, until: second ?? '' });
    expect(periodsOf(joined(over, ids))).toEqual([{ from: undefined, until: undefined }]);
  });
});

describe('a change of teams', () => {
  const [north, south] = [
    { id: 'n', name: 'North' },
    { id: 's', name: 'South' },
  ];
  const on = (date = '') => ({ at: new Date(date), why: 'change-user' });

  it('ends the places in other teams, and leaves those that are over as they were', () => {
    const cover = { ...south, from: first, until: second };
    expect(placesAfter([north, cover], [], on(third))).toEqual([{ ...north, until: third }, cover]);
  });

  it('begins new places then, and leaves those that go on as they are', () => {
    const cover = { ...north, from: first, until: third };
    const places = placesAfter([cover], [north, south], on(second));
    expect(places).toEqual([cover, { ...south, from: second, why: 'change-user' }]);
    expect(teamsAt(places, new Date(second ?? ''))).toEqual([north, south]);
    expect(teamsAt(places, new Date(third ?? ''))).toEqual([south]);
  });

  it('begins anew for whoever comes back, and the time between is not theirs', () => {
    const away = placesAfter([north], [], on(first));
    const back = placesAfter(away, [north], on(third));
    const teams = [first, second, third].map((date) => teamsAt(back, new Date(date ?? '')).length);
    expect(teams).toEqual([0, 0, 1]);
    expect(back).toHaveLength(2);
  });

  it('takes away a place that has not begun', () => {
    expect(placesAfter([{ ...north, from: third }], [], on(second))).toEqual([]);
  });
});

describe('overlap', () => {
  it('is the time within both', () => {
    expect(overlap({}, {})).toEqual({ from: undefined, until: undefined });
    expect(overlap({ from: first }, { from: second, until: third })).toEqual({ from: second, until: third });
    expect(overlap({ until: second }, { until: third })).toEqual({ from: undefined, until: second });
  });

  it('is nothing where one ends as the other begins', () => {
    expect(overlap({ until: second }, { from: second })).toBeUndefined();
    expect(overlap({ from: first, until: second }, { from: second, until: third })).toBeUndefined();
  });
});
