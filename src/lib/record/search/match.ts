/** Search over the cards in memory: a plain scan, which takes less than 2 ms for 10,000 cards. Pure. */
import type { Card } from '../card';
import { readQuery, type Query } from './read-query';

export interface Found {
  /** The best matches first. */
  cards: Card[];
  /** How many match in all. */
  total: number;
}

/**
 * The best matches, `most` of them; of those that are as good, in the order in which they come. Nothing for an empty query.
 * `thisYear`: what a date of birth with two digits for its year is read by.
 */
export function searchCards(cards: Iterable<Card>, query: string, thisYear: number, most = Infinity): Found {
  const read = readQuery(query, thisYear);
  return read ? matchCards(cards, read, most) : { cards: [], total: 0 };
}

/** The same for a query that has been read. */
export function matchCards(cards: Iterable<Card>, query: Query, most: number): Found {
  const matcher = query.kind === 'digits' ? digitsMatcher(query) : personMatcher(query);
  const byScore = new Map<number, Card[]>();
  let total = 0;
  for (const card of cards) {
    const score = matcher(card);
    if (score === 0) continue;
    total += 1;
    const equals = byScore.get(score);
    if (!equals) byScore.set(score, [card]);
    else if (equals.length < most) equals.push(card);
  }
  const best = [...byScore].sort(([a], [b]) => b - a).flatMap(([, equals]) => equals);
  return { cards: best.slice(0, most), total };
}

/** Scores a card; 0 is no match. */
type Matcher = (card: Card) => number;

function digitsMatcher({ digits, born }: Query & { kind: 'digits' }): Matcher {
  return (card) => {
    const nhs = card.nhsNumber?.startsWith(digits) ? 1 + digits.length : 0;
    return Math.max(nhs, born ? bornOn(card, born) : 0);
  };
}

function bornOn({ birthDate }: Card, date: string): number {
  return birthDate?.startsWith(date) ? 10 : 0;
}

function personMatcher({ words, dates }: Query & { kind: 'person' }): Matcher {
  return (card) => {
    if (!dates.every((date) => bornOn(card, date) > 0)) return 0;
    let score = 10 * dates.length;
    // One word takes none from another: the common case, at each keystroke for every card.
    let left = card.nameWords;
    for (const word of words) {
      const best = bestWord(left, word);
      if (best < 0) return 0;
      score += wordScore(left[best] ?? '', word);
      if (words.length > 1) left = left.filter((_, index) => index !== best);
    }
    return score;
  };
}

/** Which of `words` fits `part` best; -1 for none. */
function bestWord(words: readonly string[], part: string): number {
  let [best, highest] = [-1, 0];
  for (let index = 0; index < words.length; index++) {
    const score = wordScore(words[index] ?? '', part);
    if (score > highest) [best, highest] = [index, score];
  }
  return best;
}

/** The whole word is better than its beginning, and that better than a part of it. */
function wordScore(word: string, part: string): number {
  const at = word.indexOf(part);
  if (at < 0) return 0;
  if (at > 0) return part.length > 1 ? 1 : 0;
  return word === part ? 5 : 3;
}
