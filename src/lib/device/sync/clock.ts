/** Times from the server's clock: a tablet's own may be a day off. Offsets are server minus device, in milliseconds. */
import type { Entry } from '../../record/entry';

/** Beyond this the clock counts as wrong: the person is told, and entries written by it are marked. */
export const TOLERANCE_MS = 5 * 60_000;

/**
 * The offset that an answer shows, from the instants (ms) of asking and answering on the device. A clock that may be right
 * is right: half of the way of a slow answer, many seconds perhaps, would move what is written past what came before it.
 */
export function offsetOf(serverTime: number, asked: number, answered: number): number {
  if (asked <= serverTime && serverTime <= answered) return 0;
  return Math.round(serverTime - (asked + answered) / 2);
}

export function isOff(offsetMs: number): boolean {
  return Math.abs(offsetMs) > TOLERANCE_MS;
}

/**
 * When an entry was written, as well as can be known. Never before `lastContact` (server time, ms): if it seems so, the
 * device's clock was turned back since, and the entry is marked.
 */
export function stampOf(
  deviceNow: number,
  offsetMs: number,
  lastContact: number | undefined,
): Pick<Entry, 'writtenAt' | 'clock'> {
  const corrected = deviceNow + offsetMs;
  const turnedBack = lastContact !== undefined && corrected < lastContact - TOLERANCE_MS;
  return {
    writtenAt: new Date(turnedBack ? lastContact : corrected).toISOString(),
    clock: {
      deviceTime: new Date(deviceNow).toISOString(),
      offsetMs,
      adjusted: turnedBack || isOff(offsetMs),
    },
  };
}

const UK = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London', dateStyle: 'short' });

/** The calendar date where the visits are, YYYY-MM-DD, at an instant in ms. */
export function localDate(instant: number): string {
  return UK.format(instant);
}
