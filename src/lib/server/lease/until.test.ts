import * as v from 'valibot';
import { expect, it } from 'vitest';
import { localText, UntilSchema } from './until';

const read = (text: string) => {
  const parsed = v.safeParse(UntilSchema, text);
  return parsed.success ? parsed.output.toISOString() : undefined;
};

it.each([
  ['2026-12-01T08:00', '2026-12-01T08:00:00.000Z'],
  ['2026-07-01T08:00', '2026-07-01T07:00:00.000Z'],
  ['2026-07-01T08:00:00Z', '2026-07-01T08:00:00.000Z'],
  ['2026-07-01T08:00+02:00', '2026-07-01T06:00:00.000Z'],
])('%s is %s', (text, instant) => {
  expect(read(text)).toBe(instant);
});

it.each(['', 'tomorrow', '2026-12-01', '2026-13-01T08:00', '2026-03-29T01:30'])('“%s” is no time', (text) => {
  expect(read(text)).toBeUndefined();
});

it('suggests the time as the field takes it', () => {
  expect(localText(new Date('2026-07-01T07:00:00.000Z'))).toBe('2026-07-01T08:00');
});
