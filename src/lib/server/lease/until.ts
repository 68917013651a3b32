/** A time as somebody at a desk writes it: `2026-12-01T08:00` is that of the United Kingdom; with a zone it is taken as it is. */
import * as v from 'valibot';

const LOCAL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;
const IN_UK = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/London',
  dateStyle: 'short',
  timeStyle: 'short',
});

export const UntilSchema = v.pipe(
  v.string(),
  v.trim(),
  v.rawTransform<string, Date>(({ dataset: { value }, addIssue, NEVER }) => {
    const at = LOCAL.test(value) ? instantInUk(value) : withZone(value);
    if (at) return at;
    addIssue({ message: 'A date and a time are expected.' });
    return NEVER;
  }),
);

/** As a form field takes it. */
export function localText(at: Date): string {
  return IN_UK.format(at).replace(' ', 'T');
}

/** In summer an hour ahead of UTC. Undefined for an hour that the clocks leave out, and a day that there is not. */
export function instantInUk(local: string): Date | undefined {
  return [0, 1]
    .map((hours) => new Date(Date.parse(`${local}:00Z`) - hours * 3_600_000))
    .find((at) => !Number.isNaN(at.getTime()) && localText(at) === local);
}

function withZone(text: string): Date | undefined {
  const at = new Date(text);
  return /(Z|[+-]\d{2}:\d{2})$/.test(text) && !Number.isNaN(at.getTime()) ? at : undefined;
}
