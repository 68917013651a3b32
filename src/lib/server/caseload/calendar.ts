/** Calendar dates where the visits are. */

const UK = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London', dateStyle: 'short' });

/** YYYY-MM-DD in the United Kingdom, whatever the server's own time zone. */
export function dateInUk(instant: Date): string {
  return UK.format(instant);
}

export function addDays(date: string, days: number): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
}
