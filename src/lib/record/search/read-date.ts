/** A date of birth as people type it. Pure. */
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * `YYYY-MM-DD`, or `YYYY-MM` when no day is given; undefined when the text is no date. Day before month, as in the UK:
 * 12/03/1941, 12-3-41, 12.3.1941, 1941-03-12, 12 mar 1941, 12mar41, mar 1941, 12031941. A year of two digits is one
 * that has begun already.
 */
export function readDate(text: string, thisYear: number): string | undefined {
  const plain = text.trim().toLowerCase();
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(plain);
  if (iso) return dateOf(iso[1], iso[2], iso[3], thisYear);
  const numbers =
    /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})$/.exec(plain) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(plain);
  if (numbers) return dateOf(numbers[3], numbers[2], numbers[1], thisYear);
  const named = /^(?:(\d{1,2})(?:st|nd|rd|th)?[-/. ]*)?([a-z]{3,9})[-/., ]*(\d{4}|\d{2})$/.exec(plain);
  const month = named ? monthOf(named[2]) : undefined;
  return named && month ? dateOf(named[3], String(month), named[1], thisYear) : undefined;
}

function monthOf(word = ''): number | undefined {
  const at = MONTHS.indexOf(word.slice(0, 3));
  const full = new Date(2000, at, 1).toLocaleString('en-GB', { month: 'long' }).toLowerCase();
  return at >= 0 && full.startsWith(word.replace(/^sept$/, 'sep')) ? at + 1 : undefined;
}

function dateOf(year = '', month = '', day: string | undefined, thisYear: number): string | undefined {
  const century = Number(year) > thisYear % 100 ? 1900 : 2000;
  const y = year.length === 2 ? century + Number(year) : Number(year);
  const m = Number(month);
  const d = day === undefined ? undefined : Number(day);
  if (m < 1 || m > 12 || (d !== undefined && (d < 1 || d > new Date(y, m, 0).getDate()))) return undefined;
  const two = (n: number) => String(n).padStart(2, '0');
  return d === undefined ? `${y}-${two(m)}` : `${y}-${two(m)}-${two(d)}`;
}
