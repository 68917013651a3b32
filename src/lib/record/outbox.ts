/** The outbox: every entry of this user and device, with its own state. */
import type { EntryBody } from './entry';
import type { Conflict } from './merge';

/** on this device → received → filed, or refused / needs a decision; set aside by a recorded act. */
export type EntryState = 'on-device' | 'received' | 'filed' | 'refused' | 'decision' | 'set-aside';

export interface OutboxItem {
  entryId: string;
  patientId: string;
  patientName: string;
  kind: EntryBody['kind'];
  /** What was written, in a line. */
  summary: string;
  /** A sealed note, or the correction of one. */
  sealed?: true;
  writtenAt: string;
  clockAdjusted: boolean;
  state: EntryState;
  /** When it reached this state. */
  stateAt?: string;
  /** For refused: why, and what to do. */
  reason?: string;
  next?: string;
  disputeId?: string;
  conflicts?: Conflict[];
}

/** States in which an entry still waits for the server or for a person. */
export function isWaiting(state: EntryState): boolean {
  return state === 'on-device' || state === 'received' || state === 'refused' || state === 'decision';
}

/** How many entries still wait, of so many in each state. */
export function waitingCount(counts: Readonly<Partial<Record<EntryState, number>>>): number {
  const states = Object.entries(counts) as [EntryState, number][];
  return states.reduce((sum, [state, count]) => sum + (isWaiting(state) ? count : 0), 0);
}
