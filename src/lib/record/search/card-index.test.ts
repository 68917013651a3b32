import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Card } from '../card';
import { searchWords } from '../patient';
import { CardIndex } from './card-index';
import { searchCards } from './match';

const has = { record: true, carePlan: false, forms: 0, medicines: 0, resources: 1 };
/** Few letters, so that words begin, end and hold each other; and letters that are more than one unit, or change their case. */
const letter = fc.constantFrom(
  'a',
  'a',
  'b',
  'n',
  'A',
  'é',
  'Ž',
  'ł',
  'İ',
  'ß',
  '𝒳',
  "'",
  '-',
  ' ',
  '1',
  '\n',
);
const name = fc.string({ unit: letter, maxLength: 8 });
const digit = fc.constantFrom('1', '9', '4', '0');
const birthDate = fc.constantFrom('1941-03-12', '1941-03-02', '1914-12-03', '1941-03', '1999', '9411-01-01');
const card = fc.record({
  names: fc.array(name, { maxLength: 3 }),
  birthDate: fc.option(birthDate),
  nhsNumber: fc.option(
    fc.oneof(fc.string({ unit: digit, maxLength: 6 }), fc.constantFrom('1941', '1203194', '')),
  ),
});
const cards = fc.array(card, { maxLength: 30 }).map((all) =>
  all.map(({ names, birthDate, nhsNumber }, n): Card => ({
    ...{ patientId: `p${n}`, name: names.join(' '), allergies: [], alerts: [], has },
    nameWords: [...new Set(names.flatMap(searchWords))],
    ...(birthDate === null ? {} : { birthDate }),
    ...(nhsNumber === null ? {} : { nhsNumber }),
  })),
);
const date = fc.constantFrom('12/03/1941', '12-3-41', 'mar 1941', '1941', '12031941', '2/3/41', 'mar41');
const token = fc.oneof(name, name, fc.string({ unit: digit, maxLength: 4 }), date, fc.constant(','));
const query = fc.array(token, { maxLength: 3 }).map((tokens) => tokens.join(' '));
const most = fc.constantFrom(0, 1, 3, 8, Infinity);

it('answers as looking at each card does: who, in which order, and how many', () => {
  fc.assert(
    fc.property(cards, fc.array(query, { minLength: 1, maxLength: 5 }), most, (cards, queries, most) => {
      const index = new CardIndex(cards);
      for (const query of queries) {
        expect(index.search(query, 2026, most), query).toEqual(searchCards(cards, query, 2026, most));
      }
    }),
    { numRuns: 300 },
  );
});

it('can be made ahead, a part at a time', () => {
  const index = new CardIndex([]);
  let parts = 0;
  while (index.prepare()) parts += 1;
  expect(parts).toBe(3);
  expect(index.search('a', 2026)).toEqual({ cards: [], total: 0 });
});
