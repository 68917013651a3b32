/** When what is written and not filed is alarmed: on its device, locked or not, and to the team lead. */

/** Until the server has said what it should be. */
export const UNFILED_ALARM_HOURS = 24;

/** What waits for the server on a locked device: counts and times only. */
export interface LockedUnfiled {
  unfiled: number;
  oldestUnfiled?: string;
  /** Entries that are unfiled for longer are alarmed. */
  alarmHours: number;
}

const HOUR_MS = 3_600_000;

/** `oldest`: when the oldest entry was written that is not filed, an ISO instant. */
export function isUnfiledTooLong(
  oldest: string | undefined,
  alarmHours: number,
  now: Date,
): oldest is string {
  return oldest !== undefined && now.getTime() - Date.parse(oldest) > alarmHours * HOUR_MS;
}
