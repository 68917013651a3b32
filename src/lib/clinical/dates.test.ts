import { describe, expect, it } from 'vitest';
import {
  hasEnded,
  addDays,
  calendarDate,
  daysBetween,
  formatAgo,
  formatDate,
  formatInstant,
  parseDate,
  timeOf,
} from './dates';

describe('dates', () => {
  it('a period goes on to the end of its last day, in the service’s time zone', () => {
    const over = (end: string, now: string) => hasEnded(end, new Date(now));
    expect(over('2026-11-28', '2026-11-28T23:59:00Z')).toBe(false);
    expect(over('2026-11-28', '2026-11-29T00:00:00Z')).toBe(true);
    expect(over('2026-07-01', '2026-07-01T23:30:00Z')).toBe(true); // 00:30 on the 2nd in London
    expect(over('2026-11', '2026-11-30T12:00:00Z')).toBe(false);
    expect(over('2025', '2026-01-01T00:00:00Z')).toBe(true);
    expect(over('2026-11-28T10:00:00Z', '2026-11-28T10:00:01Z')).toBe(true);
    expect(over('some day', '2026-11-28T10:00:01Z')).toBe(false);
    expect(hasEnded(undefined, new Date())).toBe(false);
  });

  it('reads what is known of a date, and no impossible one', () => {
    expect(parseDate('2026-11-22')).toEqual({ year: 2026, month: 11, day: 22 });
    expect(parseDate('2026-11')).toEqual({ year: 2026, month: 11 });
    expect(parseDate('2026')).toEqual({ year: 2026 });
    for (const wrong of ['2026-13', '2026-02-29', '2026-00-10', '22/11/2026', '26-11-22', '']) {
      expect(parseDate(wrong)).toBeUndefined();
    }
  });

  it('writes them as the NHS does, and leaves what it can’t read', () => {
    expect(formatDate('2026-11-22')).toBe('22 Nov 2026');
    expect(formatDate('2026-11')).toBe('Nov 2026');
    expect(formatDate('2026')).toBe('2026');
    expect(formatDate('about Easter')).toBe('about Easter');
    expect(formatDate('2026-02-31')).toBe('2026-02-31');
  });

  it('writes an instant in the time of the United Kingdom, in winter and in summer', () => {
    expect(formatInstant('2026-11-22T14:05:59Z')).toBe('22 Nov 2026, 14:05');
    expect(formatInstant('2026-06-30T23:30:00Z')).toBe('1 Jul 2026, 00:30');
    expect(formatDate('2026-06-30T23:30:00Z')).toBe('1 Jul 2026');
    expect(formatInstant('2026-11-22T00:05:00+02:00')).toBe('21 Nov 2026, 22:05');
    expect(formatInstant('2026-11-22')).toBe('22 Nov 2026');
  });

  it('gives the calendar date of an instant across a change of the clock', () => {
    expect(calendarDate(new Date('2026-03-28T23:59:00Z'))).toBe('2026-03-28');
    expect(calendarDate(new Date('2026-03-29T23:30:00Z'))).toBe('2026-03-30');
  });

  it('counts calendar days, whatever the clocks do', () => {
    expect(addDays('2026-03-28', 2)).toBe('2026-03-30');
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
    expect(daysBetween('2026-10-24', '2026-10-26')).toBe(2);
    expect(daysBetween('2026-10-26', '2026-10-24')).toBe(-2);
  });

  it('says how long ago something was known', () => {
    const now = new Date('2026-11-22T12:00:00Z');
    const said = (at: string) => formatAgo(new Date(at), now);
    expect(said('2026-11-22T11:59:30Z')).toBe('just now');
    expect(said('2026-11-22T11:59:00Z')).toBe('1 minute ago');
    expect(said('2026-11-22T11:00:00Z')).toBe('1 hour ago');
    expect(said('2026-11-22T09:00:00Z')).toBe('3 hours ago');
    expect(said('2026-11-20T12:00:00Z')).toBe('2 days ago');
    expect(said('nonsense')).toBe('at an unknown time');
  });

  it('gives no time for sorting to what has none', () => {
    expect(timeOf('2026-11-22')).toBe(Date.UTC(2026, 10, 22));
    expect(timeOf('soon')).toBeUndefined();
    expect(timeOf(undefined)).toBeUndefined();
  });
});
