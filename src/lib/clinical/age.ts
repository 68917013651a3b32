/** Ages from calendar dates, in the short form of the NHS: "84y", "7y 3m", "5m 12d", "9d". */
import { calendarDate, daysBetween, daysInMonth, parseDate } from './dates';

export interface Age {
  /** Completed years. With only a part of the birth date known, the youngest that the person may be. */
  years: number;
  words: string;
}

/** Age on a day (a calendar date, or an instant in the service's time zone). Undefined when unknown or in the future. */
export function ageOn(birthDate: string, on: Date | string): Age | undefined {
  const today = typeof on === 'string' ? on : calendarDate(on);
  const [born, now] = [parseDate(birthDate), parseDate(today)];
  if (!born || now?.month === undefined || now.day === undefined) return undefined;
  if (born.month === undefined || born.day === undefined) {
    const first = ageOn(`${birthDate}-01${born.month === undefined ? '-01' : ''}`, today);
    const last = ageOn(lastDayOf(born.year, born.month), today);
    if (!first) return undefined;
    const youngest = last?.years ?? 0;
    return {
      years: youngest,
      words: first.years === youngest ? `${youngest}y` : `${youngest}–${first.years}y`,
    };
  }
  const days = daysBetween(birthDate, today);
  if (days < 0) return undefined;
  const beforeDay = now.day < born.day;
  const months = (now.year - born.year) * 12 + (now.month - born.month) - (beforeDay ? 1 : 0);
  const years = Math.floor(months / 12);
  if (days < 28) return { years, words: `${days}d` };
  if (years < 2)
    return { years, words: `${months}m ${daysSinceMonth(now.year, now.month, now.day, born.day)}d` };
  if (years < 18) return { years, words: `${years}y ${months % 12}m` };
  return { years, words: `${years}y` };
}

/** Days since the last monthly birthday; a month without that day has it on its last day. */
function daysSinceMonth(year: number, month: number, day: number, birthDay: number): number {
  if (day >= birthDay) return day - birthDay;
  const last = daysInMonth(month === 1 ? year - 1 : year, month === 1 ? 12 : month - 1);
  return last - Math.min(birthDay, last) + day;
}

function lastDayOf(year: number, month = 12): string {
  const day = daysInMonth(year, month);
  return `${year}-${String(month).padStart(2, '0')}-${day}`;
}
