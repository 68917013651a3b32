import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DuplicateKeyError, parseStrictJson } from './strict-json';

it('reads any JSON as it is', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
      const text = JSON.stringify(value, undefined, indent);
      expect(parseStrictJson(text)).toEqual(JSON.parse(text));
    }),
    { numRuns: 2_000, seed: 11 },
  );
});

it.each([
  '{"a":1,"a":2}',
  '{"a":1,"b":[{"c":1,"c":1}]}',
  '{"a":1,"\\u0061":2}',
  '{"a":{"x":1},"b":2,"a":{}}',
  '{ "a" : "1" , "a" : null }',
  '{"_id":"entry:1","type":"entry","_id":"_design/x"}',
  '{"\\"":1,"\\"":2}',
])('refuses a field that stands twice: %s', (text) => {
  expect(() => parseStrictJson(text)).toThrow(DuplicateKeyError);
});

it.each(['["a","a"]', '{"a":"a","b":"a"}', '{"a":{"a":{"a":[]}},"b":{"a":1}}', '{"a":"x,\\"a\\":","b":1}'])(
  'takes what only looks like it: %s',
  (text) => {
    expect(parseStrictJson(text)).toEqual(JSON.parse(text));
  },
);

it.each(['', '{', '{"a":}', 'undefined'])('refuses what is no JSON: %j', (text) => {
  expect(() => parseStrictJson(text)).toThrow(SyntaxError);
});
