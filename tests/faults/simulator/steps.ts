/** A schedule: what people do and what goes wrong, step by step. Plain data, so that steps can be left out of it. */
import type { Random } from '../../../src/lib/server/demo/random';
import type { Fault, LinkState } from './link';

/** How long until the next step: so many turns of the loop (shorter than any timer), or virtual milliseconds. */
export type Pause = { turns: number } | { ms: number };

/** The tablet ends so many turns of the loop after a save was acknowledged. */
export interface Ending {
  by: 'kill-tablet' | 'cut-power';
  turns: number;
}

/** What a nurse writes about a patient. */
export type Writing = { ended?: Ending } & (
  | { do: 'note' | 'observations' | 'amend'; tablet: number; patient: number }
  | { do: 'change'; tablet: number; patient: number; activity: number }
  /** The first open dispute in the chart, decided. */
  | { do: 'decide'; tablet: number; patient: number; take: 'current' | 'proposed' }
);

/** What a nurse does about the first refused entry in the outbox. */
export interface Answering {
  do: 'send-again' | 'set-aside';
  tablet: number;
}

export type TabletAct =
  | Writing
  | Answering
  | { do: 'link'; tablet: number; state: LinkState }
  | { do: 'fault'; tablet: number; fault: Fault; on: string; after: number }
  | { do: 'kill-tablet' | 'cut-power' | 'start-tablet'; tablet: number }
  | { do: 'clock'; tablet: number; aheadMs: number }
  | { do: 'fill-disk' | 'free-disk'; tablet: number }
  /** The server can write no answers into this tablet's journal, though into the record: what is filed is filed again, later. */
  | { do: 'stop-answers' | 'answer-again'; tablet: number };

export type ServerAct =
  /** At the write after so many; that write reaches the disk, or not. */
  | { do: 'kill-server'; afterWrites: number; written: boolean }
  | { do: 'fail-write'; afterWrites: number }
  | { do: 'start-server' | 'fill-server-disk' | 'free-server-disk' }
  /** `midway`: not now, but when the next entries arrive, and before they are taken. */
  | { do: 'restore'; midway: boolean }
  /** A backup takes all at one instant; or, as over CouchDB, the journals first and the rest some time later. */
  | { do: 'backup' | 'backup-journals' }
  /** The patient leaves the team, or comes back to it; or the record is given something that no tablet wrote. */
  | { do: 'leave' | 'return' | 'import'; patient: number }
  /** From the other team, where there are two. */
  | { do: 'move'; patient: number; team: number }
  /** The tablet, the last of all, is made known to the server now and not before: a backup of before does not know it. */
  | { do: 'enrol'; late: number };

export type Act = TabletAct | ServerAct;
export type Step = Act & { then: Pause };

export interface Schedule {
  seed: string;
  tablets: number;
  patients: number;
  /** Two: tablets and patients belong to the one and the other by turns. */
  teams: 1 | 2;
  steps: Step[];
}

export const MINUTE = 60_000;

export function pauseOf(chance: Random): Pause {
  const lot = chance.next();
  if (lot < 0.35) return { turns: chance.int(0, 60) };
  if (lot < 0.6) return { ms: chance.int(10, 400) };
  return { ms: lot < 0.9 ? chance.int(400, 8_000) : chance.int(8_000, 2 * MINUTE) };
}
