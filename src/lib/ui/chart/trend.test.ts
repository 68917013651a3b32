import { describe, expect, it } from 'vitest';
import { HEIGHT, WIDTH, trendOf } from './trend';

describe('trendOf', () => {
  it('puts the earliest left and the highest on top, whatever the order given', () => {
    const trend = trendOf([
      { when: '2026-11-22', value: 10 },
      { when: '2026-11-20', value: 30 },
    ]);
    expect(trend?.marks).toEqual([
      { x: 8, y: 8, unfiled: false },
      { x: WIDTH - 8, y: HEIGHT - 8, unfiled: false },
    ]);
    expect([trend?.lowest, trend?.highest]).toEqual([10, 30]);
  });

  it('draws equal values in the middle', () => {
    const trend = trendOf([
      { when: '2026-11-20', value: 5 },
      { when: '2026-11-21', value: 5 },
    ]);
    expect(trend?.marks.map((mark) => mark.y)).toEqual([HEIGHT / 2, HEIGHT / 2]);
  });

  it('is no trend with fewer than two readable times', () => {
    expect(trendOf([{ when: '2026-11-20', value: 5 }])).toBeUndefined();
    expect(
      trendOf([
        { when: '2026-11-20', value: 5 },
        { when: 'soon', value: 5 },
      ]),
    ).toBeUndefined();
  });

  it('keeps the mark of what is not filed', () => {
    const trend = trendOf([
      { when: '2026-11-20', value: 5 },
      { when: '2026-11-21', value: 6, unfiled: { entryId: 'e', state: 'on-device' } },
    ]);
    expect(trend?.marks.map((mark) => mark.unfiled)).toEqual([false, true]);
  });
});
