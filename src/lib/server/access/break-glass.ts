/** What broken glass gives: one patient, one hour, from the time at which it was written down. */
import { BREAK_GLASS_REASONS, breakGlassUntil } from '../../record/break-glass';
import type { BreakGlassBody, Entry } from '../../record/entry';
import type { GivenReason } from './membership';

/** Written by a clock that runs ahead, it counts from `now`: no hour begins later than it is known. Pure. */
export function reasonGivenBy(entry: Entry, body: BreakGlassBody, now: Date): GivenReason {
  const from = new Date(Math.min(Date.parse(entry.writtenAt), now.getTime())).toISOString();
  return {
    id: entry.id,
    userId: entry.author.userId,
    patientId: entry.patientId,
    kind: 'break-glass',
    from,
    until: breakGlassUntil(from),
    why: `${BREAK_GLASS_REASONS[body.reason]}: ${body.words}`,
    /** For the review: a device without a network brings it late. */
    reportedAt: now.toISOString(),
  };
}
