import * as v from 'valibot';
import { expect, it } from 'vitest';
import { DaySchema, timeOf } from './days';

const NOON = new Date('2026-06-10T11:00:00.000Z');

it('runs from the beginning of the first day to the end of the last, as clocks in the United Kingdom say', () => {
  expect(timeOf({ from: '2026-06-15', until: '2026-06-21' }, NOON)).toEqual({
    ...{ kind: 'time', from: '2026-06-14T23:00:00.000Z', until: '2026-06-21T23:00:00.000Z' },
  });
  // Over the change to winter time.
  expect(timeOf({ from: '2026-10-24', until: '2026-10-25' }, NOON)).toEqual({
    ...{ kind: 'time', from: '2026-10-23T23:00:00.000Z', until: '2026-10-26T00:00:00.000Z' },
  });
});

it('begins now when today or no day is named, and never before now', () => {
  const from = NOON.toISOString();
  expect(timeOf({}, NOON)).toEqual({ kind: 'time', from });
  expect(timeOf({ from: '2026-06-10', until: '2026-06-10' }, NOON)).toEqual({
    ...{ kind: 'time', from, until: '2026-06-10T23:00:00.000Z' },
  });
});

it('can’t begin or end before today, or end before it begins', () => {
  const refused = (field: string) => expect.objectContaining({ kind: 'refused', field }) as unknown;
  expect(timeOf({ from: '2026-06-09' }, NOON)).toEqual(refused('from'));
  expect(timeOf({ until: '2026-06-09' }, NOON)).toEqual(refused('until'));
  expect(timeOf({ from: '2026-06-20', until: '2026-06-19' }, NOON)).toEqual(refused('until'));
});

it.each(['2026-02-30', '1 December', '2026-12-01T08:00', '9999'])('%s is no day', (text) => {
  expect(v.is(DaySchema, text)).toBe(false);
});

it('an empty field is no day, and a day is kept as it is', () => {
  expect(v.parse(DaySchema, '')).toBeUndefined();
  expect(v.parse(DaySchema, ' 2026-12-01 ')).toBe('2026-12-01');
});
