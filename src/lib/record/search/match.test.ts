import { describe, expect, it } from 'vitest';
import type { Card } from '../card';
import { searchCards } from './match';

function card(name: string, nameWords: string[], birthDate: string, nhsNumber: string): Card {
  const has = { record: true, carePlan: false, forms: 0, medicines: 0, resources: 1 };
  return { patientId: name, name, nameWords, birthDate, nhsNumber, allergies: [], alerts: [], has };
}

const KAUR = card('KAUR, Jean', ['kaur', 'jean'], '1941-03-12', '9990453225');
const KAURI = card('KAURI, Ann', ['kauri', 'ann'], '1950-01-01', '9990453233');
const OBRIEN = card("O'BRIEN-ŽIŽEK, Seán", ['obrien', 'zizek', 'sean'], '1941-03-20', '9993000006');
const JEAN = card('JEAN, Anna Kaur', ['jean', 'anna', 'kaur'], '1933-12-03', '9991234567');
/** In order of name. */
const ALL = [JEAN, KAUR, KAURI, OBRIEN];

const found = (query: string) => searchCards(ALL, query, 2026).cards.map(({ name }) => name);

describe('by name', () => {
  it('finds all words in any order, from their beginning or their middle', () => {
    expect(found('jean kaur')).toEqual(['JEAN, Anna Kaur', 'KAUR, Jean']);
    expect(found('ka an')).toEqual(['JEAN, Anna Kaur', 'KAURI, Ann', 'KAUR, Jean']);
    expect(found('rien')).toEqual(["O'BRIEN-ŽIŽEK, Seán"]);
    expect(found('kaur smith')).toEqual([]);
  });

  it('puts the whole word before its beginning', () => {
    expect(found('kaur')).toEqual(['JEAN, Anna Kaur', 'KAUR, Jean', 'KAURI, Ann']);
  });

  it('hands over the best of many, and says how many there are', () => {
    const { cards, total } = searchCards([JEAN, KAURI, KAUR], 'kaur', 2026, 2);
    expect(cards).toEqual([JEAN, KAUR]);
    expect(total).toBe(3);
  });

  it('does not take one word of a name for two', () => {
    expect(found('ann ann')).toEqual([]);
  });

  it.each(["O'Brien", 'o’brien', 'OBRIEN', 'zizek', 'Žižek sean', 'o’brien-žižek'])(
    'does not mind accents, marks or capitals: %s',
    (query) => {
      expect(found(query)).toEqual(["O'BRIEN-ŽIŽEK, Seán"]);
    },
  );

  it.each(['', '   ', ',', '-'])('finds nobody for %j', (query) => {
    expect(found(query)).toEqual([]);
  });
});

describe('by number', () => {
  it.each(['9990453225', '999 045 3225', '999-045-3225'])('finds an NHS number written as %s', (query) => {
    expect(found(query)).toEqual(['KAUR, Jean']);
  });

  it('finds it as it is being typed', () => {
    expect(found('999 045')).toEqual(['KAUR, Jean', 'KAURI, Ann']);
    expect(found('99904532259')).toEqual([]);
  });
});

describe('by date of birth', () => {
  it.each(['12/03/1941', '12-3-41', '12 mar 1941', '12031941'])('finds %s', (query) => {
    expect(found(query)).toEqual(['KAUR, Jean']);
  });

  it('finds a month or a year', () => {
    expect(found('mar 1941')).toEqual(['KAUR, Jean', "O'BRIEN-ŽIŽEK, Seán"]);
    expect(found('1933')).toEqual(['JEAN, Anna Kaur']);
  });

  it('narrows a name', () => {
    expect(found('kaur 12/03/1941')).toEqual(['KAUR, Jean']);
    expect(found('kaur 13/03/1941')).toEqual([]);
  });
});

it('looks through ten thousand cards while one types', () => {
  const many = Array.from({ length: 10_000 }, (_, n) =>
    card(`PERSON${n}, Ada`, [`person${n}`, 'ada', 'maria'], '1941-03-12', String(9_990_000_000 + n)),
  );
  const times = Array.from({ length: 20 }, () => {
    const started = performance.now();
    searchCards(many, 'person99 ad', 2026);
    return performance.now() - started;
  });
  // 2 ms on a quiet machine; a busy one is given more.
  expect(Math.min(...times)).toBeLessThan(20);
});
