/** What the demo needs of dates beyond `clinical/dates`: calendar dates as `YYYY-MM-DD`, times of day as `HH:MM`. */
const DAY_MS = 86_400_000;

/** Days since 1 January 1970. */
export function dayNumber(date: string): number {
  const ms = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(ms)) throw new Error(`not a calendar date: ${date}`);
  return ms / DAY_MS;
}

/** An instant on a date: `time` is HH:MM. */
export function instant(date: string, time: string): string {
  return `${date}T${time}:00Z`;
}

/** HH:MM, `minutes` after it; stays within the day. */
export function addMinutes(time: string, minutes: number): string {
  const [hours = 0, mins = 0] = time.split(':').map(Number);
  const total = Math.min(hours * 60 + mins + minutes, 23 * 60 + 59);
  return `${String(Math.floor(total / 60)).padStart(2, '0')}:${String(total % 60).padStart(2, '0')}`;
}
