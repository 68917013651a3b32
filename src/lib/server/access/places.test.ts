import { describe, expect, it } from 'vitest';
import { contains, placed, placesWithout, stateOf } from './places';

const day = (nth: number) => `2026-12-${String(nth).padStart(2, '0')}T00:00:00.000Z`;
const on = (nth: number) => new Date(day(nth));
const north = { id: 'n', name: 'North' };
const south = { id: 's', name: 'South' };

describe('a time in a team', () => {
  it('comes beside those that there are, also in the same team, and never twice', () => {
    const cover = { ...north, from: day(1), until: day(8) };
    expect(placed([south], cover)).toEqual([south, cover]);
    const longer = { ...north, from: day(5), until: day(15) };
    expect(placed([cover], longer)).toEqual([cover, longer]);
    expect(placed([north], cover)).toBeUndefined();
    expect(placed([cover], { ...cover, from: day(2) })).toBeUndefined();
  });

  it('ends in one team, and leaves what is over and other teams as they were', () => {
    const over = { ...north, until: day(2) };
    const runs = { ...north, from: day(3), until: day(20) };
    const coming = { ...north, from: day(12) };
    expect(placesWithout([over, runs, coming, south], 'n', on(10))).toEqual([
      over,
      { ...runs, until: day(10) },
      south,
    ]);
  });

  it('is to come, runs or is over; its end is no part of it', () => {
    const cover = { from: day(5), until: day(8) };
    expect([4, 5, 7, 8].map((nth) => stateOf(cover, on(nth)))).toEqual(['coming', 'now', 'now', 'over']);
    expect(stateOf({}, on(1))).toBe('now');
  });

  it('holds another when that lies in it', () => {
    const week = { from: day(1), until: day(8) };
    expect(contains({}, week)).toBe(true);
    expect(contains(week, week)).toBe(true);
    expect(contains(week, { from: day(1) })).toBe(false);
    expect(contains({ from: day(2) }, week)).toBe(false);
  });
});
