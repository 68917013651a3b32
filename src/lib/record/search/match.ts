/** Search over the cards in memory: a plain scan, which takes less than 2 ms for 10,000 cards. Pure. */
import type { Card } from '../card';
import { searchWords } from '../patient';
import { readDate } from './read-date';

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
  const matcher = matcherOf(query, thisYear);
  if (!matcher) return { cards: [], total: 0 };
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

function matcherOf(query: string, thisYear: number): Matcher | undefined {
  const text = query.trim();
  if (text === '') return undefined;
  const date = readDate(text, thisYear);
  const digits = text.replace(/[\s-]/g, '');
  if (/^\d+$/.test(digits)) return digitsMatcher(digits, date);
  if (date) return (card) => bornOn(card, date);
  return tokensMatcher(text.split(/[\s,]+/), thisYear);
}

/** Digits may begin an NHS number, name a year of birth, or be a date written without marks. */
function digitsMatcher(digits: string, date: string | undefined): Matcher {
  const born = date ?? (/^(?:19|20)\d\d$/.test(digits) ? digits : undefined);
  return (card) => {
    const nhs = card.nhsNumber?.startsWith(digits) ? 1 + digits.length : 0;
    return Math.max(nhs, born ? bornOn(card, born) : 0);
  };
}

function bornOn({ birthDate }: Card, date: string): number {
  return birthDate?.startsWith(date) ? 10 : 0;
}

/** Each token must be in the name, in any order, each in another word of it, or be the date of birth. */
function tokensMatcher(tokens: readonly string[], thisYear: number): Matcher {
  const dates = tokens.flatMap((token) => readDate(token, thisYear) ?? []);
  const words = tokens.filter((token) => !readDate(token, thisYear)).flatMap(searchWords);
  if (dates.length + words.length === 0) return () => 0;
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
