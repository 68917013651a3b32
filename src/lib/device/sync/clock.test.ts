import { describe, expect, it } from 'vitest';
import { isOff, localDate, offsetOf, stampOf } from './clock';

const EIGHT = Date.parse('2026-11-22T08:00:00.000Z');
const DAY = 86_400_000;

it('takes the offset from the middle of question and answer', () => {
  expect(offsetOf(EIGHT, EIGHT - DAY - 1000, EIGHT - DAY + 3000)).toBe(DAY - 1000);
  expect(offsetOf(EIGHT, EIGHT + 60_000, EIGHT + 62_000)).toBe(-61_000);
});

it('finds nothing wrong with a clock that may be right, however slow the answer was', () => {
  expect(offsetOf(EIGHT, EIGHT - 1000, EIGHT + 30_000)).toBe(0);
  expect(offsetOf(EIGHT, EIGHT - 30_000, EIGHT)).toBe(0);
});

describe('stampOf', () => {
  it('leaves a clock that is right alone', () => {
    expect(stampOf(EIGHT, 1500, undefined)).toEqual({
      writtenAt: '2026-11-22T08:00:01.500Z',
      clock: { deviceTime: '2026-11-22T08:00:00.000Z', offsetMs: 1500, adjusted: false },
    });
  });

  it('corrects a clock that is a day off, and says so', () => {
    expect(stampOf(EIGHT - DAY, DAY, EIGHT - 60_000)).toEqual({
      writtenAt: '2026-11-22T08:00:00.000Z',
      clock: { deviceTime: '2026-11-21T08:00:00.000Z', offsetMs: DAY, adjusted: true },
    });
  });

  it('never writes earlier than the last contact, when the clock was turned back since', () => {
    const stamp = stampOf(EIGHT - DAY, 0, EIGHT);
    expect(stamp.writtenAt).toBe('2026-11-22T08:00:00.000Z');
    expect(stamp.clock.adjusted).toBe(true);
  });
});

it('calls a clock wrong beyond five minutes either way', () => {
  expect([-300_001, -300_000, 300_000, 300_001].map(isOff)).toEqual([true, false, false, true]);
});

it('takes the date at the place of the visit', () => {
  expect(localDate(Date.parse('2026-06-30T22:59:00Z'))).toBe('2026-06-30');
  expect(localDate(Date.parse('2026-06-30T23:01:00Z'))).toBe('2026-07-01');
});
