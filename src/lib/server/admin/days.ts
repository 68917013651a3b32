/** From which day to which, as somebody at a desk writes it: whole days in the United Kingdom, the last one included. */
import * as v from 'valibot';
import { addDays } from '../caseload/calendar';
import { instantInUk } from '../lease/until';

/** YYYY-MM-DD, a day that there is. An empty field of a form is none. */
export const DaySchema = v.optional(
  v.pipe(
    v.string(),
    v.trim(),
    v.check((text) => text === '' || beginning(text) !== undefined, 'A date is expected.'),
    v.transform((text) => (text === '' ? undefined : text)),
  ),
);

export interface Days {
  from?: string | undefined;
  until?: string | undefined;
}

/** What is wrong, by the field that it is wrong in. */
export type DaysOutcome =
  | { kind: 'time'; from: string; until?: string }
  | { kind: 'refused'; field: 'from' | 'until'; words: string };

/** ISO instants, from now on when no first day is given. What is over can't be given any more: entries are filed by it. */
export function timeOf({ from, until }: Days, now: Date): DaysOutcome {
  const first = from === undefined ? undefined : beginning(from);
  const dayAfterFirst = from === undefined ? undefined : beginning(addDays(from, 1));
  const end = until === undefined ? undefined : beginning(addDays(until, 1));
  if (dayAfterFirst && dayAfterFirst <= now)
    return { kind: 'refused', field: 'from', words: 'The first day must be today or later.' };
  const start = first && first > now ? first : now;
  if (end && end <= start) {
    const words = first
      ? 'The last day must be the first day or later.'
      : 'The last day must be today or later.';
    return { kind: 'refused', field: 'until', words };
  }
  return { kind: 'time', from: start.toISOString(), ...(end ? { until: end.toISOString() } : {}) };
}

function beginning(day: string): Date | undefined {
  return /^\d{4}-\d{2}-\d{2}$/.test(day) ? instantInUk(`${day}T00:00`) : undefined;
}
