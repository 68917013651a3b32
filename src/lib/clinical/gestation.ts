/** Gestation from the agreed estimated date of delivery, by calendar dates only (NICE NG201; Naegele: 280 days). */
import { addDays, daysBetween } from './dates';

const TERM_DAYS = 280;

export interface Gestation {
  weeks: number;
  days: number;
  /** "29+5" */
  words: string;
}

/** Estimated date of delivery from the first day of the last period, both YYYY-MM-DD. */
export function eddFromLastPeriod(lastPeriod: string): string {
  return addDays(lastPeriod, TERM_DAYS);
}

/** Gestation on a calendar date. Undefined before conception's reckoning or more than four weeks past term. */
export function gestationOn(edd: string, on: string): Gestation | undefined {
  const total = TERM_DAYS - daysBetween(on, edd);
  if (!(total >= 0 && total <= TERM_DAYS + 28)) return undefined;
  const [weeks, days] = [Math.floor(total / 7), total % 7];
  return { weeks, days, words: `${weeks}+${days}` };
}
