import { describe, expect, it } from 'vitest';
import { joined, left, overlap, periodsOf } from './membership';

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
      { from: first, until: second },
    ]);
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
