/** The hazard log is complete, and each control is proved by tests that exist. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root, textOf } from './source-files';

const words = v.pipe(v.string(), v.trim(), v.minLength(10));
const HazardSchema = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^H\d{2}$/)),
  hazard: words,
  cause: words,
  harm: words,
  control: words,
  tests: v.pipe(
    v.array(v.strictObject({ file: v.string(), title: v.pipe(v.string(), v.minLength(5)) })),
    v.minLength(1),
  ),
});
const hazards = v.parse(v.array(HazardSchema), parse(textOf('docs/safety/hazards.yaml')));

it('ids are in order and used once', () => {
  expect(hazards.map(({ id }) => id)).toEqual(hazards.map((_, i) => `H${String(i + 1).padStart(2, '0')}`));
});

/** Whether a test of this title is written in the file. */
function holds(file: string, title: string): boolean {
  const text = textOf(file);
  return ["'", '"', '`'].some((quote) => text.includes(quote + title + quote));
}

describe.each(hazards)('$id $hazard', ({ tests }) => {
  it.each(tests)('is held by “$title” in $file', ({ file, title }) => {
    expect(existsSync(join(root, file)), `${file} exists`).toBe(true);
    expect(holds(file, title)).toBe(true);
  });
});

it('a test that is not there is noticed', () => {
  const here = 'tests/architecture/hazards.test.ts';
  expect(holds(here, 'a test that is not there is noticed')).toBe(true);
  expect(holds(here, ['is', 'nowhere'].join(' '))).toBe(false);
});
