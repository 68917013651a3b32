/** What is being looked for, read from what was typed. Pure. */
import { searchWords } from '../patient';
import { readDate } from './read-date';

export type Query =
  /** May begin an NHS number; `born` when they may be a year or a date of birth too. */
  | { kind: 'digits'; digits: string; born?: string }
  /** All of it must fit: each word in another word of the name, in any order. */
  | { kind: 'person'; words: readonly string[]; dates: readonly string[] };

/** Undefined when nothing is asked. `thisYear`: what a date of birth with two digits for its year is read by. */
export function readQuery(query: string, thisYear: number): Query | undefined {
  const text = query.trim();
  const digits = text.replace(/[\s-]/g, '');
  const date = readDate(text, thisYear);
  if (/^\d+$/.test(digits)) {
    const born = date ?? (/^(?:19|20)\d\d$/.test(digits) ? digits : undefined);
    return { kind: 'digits', digits, ...(born === undefined ? {} : { born }) };
  }
  if (date) return { kind: 'person', words: [], dates: [date] };
  const tokens = text.split(/[\s,]+/);
  const dates = tokens.flatMap((token) => readDate(token, thisYear) ?? []);
  const words = tokens.filter((token) => !readDate(token, thisYear)).flatMap(searchWords);
  return dates.length + words.length > 0 ? { kind: 'person', words, dates } : undefined;
}
