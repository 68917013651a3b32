/**
 * Dates as a clinician reads them. A date of birth or of a visit is a calendar date and never passes through a clock
 * (a change to summer time would shift a day). Instants are shown in the service's time zone.
 */
export const TIME_ZONE = 'Europe/London';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAY_MS = 86_400_000;

/** A FHIR date: the year, and the month and the day as far as they are known. */
export interface PartialDate {
  year: number;
  month?: number;
  day?: number;
}

/** Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, and nothing else; undefined for what is no such date. */
export function parseDate(text: string): PartialDate | undefined {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text);
  if (!match) return undefined;
  const [year, month, day] = match.slice(1).map((part) => (part ? Number(part) : undefined));
  if (year === undefined) return undefined;
  if (month === undefined) return { year };
  if (month < 1 || month > 12) return undefined;
  if (day === undefined) return { year, month };
  return day >= 1 && day <= daysInMonth(year, month) ? { year, month, day } : undefined;
}

export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** The calendar date (YYYY-MM-DD) of an instant in the service's time zone. */
export function calendarDate(at: Date): string {
  const { year, month, day } = zoned(at);
  return `${year}-${month}-${day}`;
}

/** "22 Nov 2026"; "Nov 2026" or "2026" when that is all that is known. An instant gives its local date. What can't be read is shown as it is. */
export function formatDate(text: string): string {
  const instant = readInstant(text);
  const date = parseDate(instant ? calendarDate(instant) : text);
  if (!date) return text;
  const month = date.month === undefined ? undefined : MONTHS[date.month - 1];
  return [date.day, month, date.year].filter((part) => part !== undefined).join(' ');
}

/** "22 Nov 2026, 14:05" for an instant; as `formatDate` for what has no time. */
export function formatInstant(text: string): string {
  const instant = readInstant(text);
  if (!instant) return formatDate(text);
  const { hour, minute } = zoned(instant);
  return `${formatDate(text)}, ${hour}:${minute}`;
}

/** How long before `now` something was: "just now", "12 minutes ago", "3 hours ago", "2 days ago". */
export function formatAgo(since: Date, now: Date): string {
  const minutes = Math.floor((now.getTime() - since.getTime()) / 60_000);
  if (!Number.isFinite(minutes)) return 'at an unknown time';
  if (minutes < 1) return 'just now';
  if (minutes < 60) return ago(minutes, 'minute');
  if (minutes < 48 * 60) return ago(Math.floor(minutes / 60), 'hour');
  return ago(Math.floor(minutes / (24 * 60)), 'day');
}

/** Milliseconds since 1970 for sorting by time, of a date, partial date or instant; undefined for what can't be read. */
export function timeOf(text: string | undefined): number | undefined {
  const at = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

/** Whether the end of a period is over: a date counts to the end of its day, a month or a year to its last (FHIR R4, Period.end). */
export function hasEnded(end: string | undefined, now: Date): boolean {
  if (end === undefined) return false;
  if (parseDate(end)) return end < calendarDate(now).slice(0, end.length);
  return (timeOf(end) ?? Infinity) < now.getTime();
}

/** The calendar date `days` after `date` (both YYYY-MM-DD). */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Whole days from calendar date `from` to `to`; negative when `to` is before. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00Z`) - Date.parse(`${from}T00:00Z`)) / DAY_MS);
}

function readInstant(text: string): Date | undefined {
  const at = /^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : new Date(at);
}

function ago(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'} ago`;
}

let formatter: Intl.DateTimeFormat | undefined;

/** Made at its first use: for that a browser loads what it knows of calendars, which the lock screen does not need. */
function ensureFormatter(): Intl.DateTimeFormat {
  return (formatter ??= new Intl.DateTimeFormat('en-GB', {
    timeZone: TIME_ZONE,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }));
}

type ZonedParts = Record<'year' | 'month' | 'day' | 'hour' | 'minute', string>;

function zoned(at: Date): ZonedParts {
  const parts = ensureFormatter().formatToParts(at);
  return Object.fromEntries(parts.map((part) => [part.type, part.value])) as ZonedParts;
}
