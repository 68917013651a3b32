/** Search through thousands of cards within a keystroke: answers as `searchCards` does, and looks at few of them. Pure. */
import type { Card } from '../card';
import { Lines } from './lines';
import { matchCards, type Found } from './match';
import { readQuery, type Query } from './read-query';

/** What is searched of a card. Words stand between spaces. */
const LINE_OF = {
  name: ({ nameWords }: Card) => ` ${nameWords.join(' ')} `,
  number: ({ nhsNumber = '' }: Card) => nhsNumber,
  birth: ({ birthDate = '' }: Card) => birthDate,
};
const PARTS = ['name', 'number', 'birth'] as const;
type Part = (typeof PARTS)[number];

export class CardIndex {
  readonly #lines: Partial<Record<Part, Lines>> = {};

  constructor(readonly cards: readonly Card[]) {}

  /** Makes one part ahead of the search that needs it: some milliseconds for 10,000 cards. False when nothing is left to make. */
  prepare(): boolean {
    const part = PARTS.find((part) => !this.#lines[part]);
    if (part) this.#of(part);
    return part !== undefined;
  }

  /** See `searchCards`. */
  search(query: string, thisYear: number, most = Infinity): Found {
    const read = readQuery(query, thisYear);
    if (!read) return { cards: [], total: 0 };
    return this.#atOnce(read, most) ?? matchCards(this.#at(this.#candidates(read)), read, most);
  }

  /** What most people type, a word or a number, may fit thousands of cards: none of them is looked at by itself. */
  #atOnce(query: Query, most: number): Found | undefined {
    if (query.kind === 'digits') {
      if (query.born !== undefined) return undefined;
      const [numbers, begins] = [this.#of('number'), `\n${query.digits}`];
      return { cards: this.#at(numbers.find(begins, most)), total: numbers.count(begins) };
    }
    const [word, ...others] = query.words;
    if (word === undefined || others.length + query.dates.length > 0) return undefined;
    const names = this.#of('name');
    // From the best to the least; each line that has one of them has the next ones too.
    const best = new Set([` ${word} `, ` ${word}`, anywhere(word)].flatMap((way) => names.find(way, most)));
    return { cards: this.#at([...best].slice(0, most)), total: names.count(anywhere(word)) };
  }

  /** All that fit are among these, in order. */
  #candidates(query: Query): number[] {
    if (query.kind === 'digits') {
      const numbers = this.#of('number').find(`\n${query.digits}`);
      const births = query.born === undefined ? [] : this.#of('birth').find(`\n${query.born}`);
      return [...new Set([...numbers, ...births])].sort((a, b) => a - b);
    }
    const [date] = query.dates;
    if (date !== undefined) return this.#of('birth').find(`\n${date}`);
    const [longest = ''] = [...query.words].sort((a, b) => b.length - a.length);
    return this.#of('name').find(anywhere(longest));
  }

  #of(part: Part): Lines {
    return (this.#lines[part] ??= new Lines(this.cards.map(LINE_OF[part])));
  }

  #at(indexes: readonly number[]): Card[] {
    return indexes.flatMap((index) => this.cards[index] ?? []);
  }
}

/** Where a word counts: a letter alone only where a word begins. */
function anywhere(word: string): string {
  return word.length > 1 ? word : ` ${word}`;
}
