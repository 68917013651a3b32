/** Whether the day will work: one answer for one look, with every reason against it. Green only when nothing speaks against. */
import { formatAgo } from '../../clinical/dates';
import { count } from '../format';

export interface ReadinessFacts {
  total: number;
  down: number;
  patients: readonly { visitToday: boolean; record: boolean; current: boolean }[];
  asOf?: string;
  leaseUntil?: string;
  leaseEnded?: boolean;
  /** By an outage notice. */
  leaseExtended?: boolean;
  storage: { persistent: boolean; usedBytes?: number; quotaBytes?: number };
  unsent: number;
  oldestUnsent?: string;
}

export interface Verdict {
  level: 'ready' | 'check' | 'not-ready';
  words: string;
  /** Worst first. */
  why: string[];
}

const HOUR_MS = 3_600_000;
/** A shift: what is on the device must still be readable at its end. */
const SHIFT_HOURS = 12;
/** Below this a day's photos and notes may not fit. */
const ROOM_BYTES = 50_000_000;

const WORDS = {
  ready: 'Ready to leave',
  check: 'You can leave, but look at this first',
  'not-ready': 'Not ready to leave',
} as const;

/** Judges what the device knows about itself at `now`. */
export function verdictOf(facts: ReadinessFacts, now: Date): Verdict {
  const against = [...blocking(facts, now)];
  const worth = [...worthKnowing(facts, now)];
  const level = against.length > 0 ? 'not-ready' : worth.length > 0 ? 'check' : 'ready';
  return { level, words: WORDS[level], why: [...against, ...worth] };
}

function* blocking(facts: ReadinessFacts, now: Date): Generator<string> {
  const { asOf, leaseUntil, leaseEnded, patients, total } = facts;
  if (asOf === undefined) {
    yield 'The caseload has not come down yet. Connect to a network.';
    return;
  }
  const left = hoursLeft(leaseUntil, now);
  if (leaseEnded === true || (left !== undefined && left <= 0)) {
    yield 'Patients’ records on this device are closed until the next contact with the server, or an outage notice.';
    return;
  }
  if (total === 0) yield 'The caseload is empty.';
  const missing = patients.filter((patient) => patient.visitToday && !patient.record).length;
  if (missing > 0)
    yield `${missing} of today’s patients ${missing === 1 ? 'is' : 'are'} not on this device. Wait for the download.`;
}

function* worthKnowing(facts: ReadinessFacts, now: Date): Generator<string> {
  const { asOf, leaseUntil, patients, storage, total, down } = facts;
  if (asOf === undefined) return;
  if (facts.leaseEnded !== true && down < total)
    yield `${total - down} of ${total} patients are not on this device yet.`;
  const old = patients.filter((patient) => patient.record && !patient.current).length;
  if (old > 0) yield `${count(old, 'record is', 'records are')} not the newest version.`;
  const left = hoursLeft(leaseUntil, now);
  if (facts.leaseEnded !== true && left !== undefined && left > 0 && left < SHIFT_HOURS) {
    yield `The key for the records expires in ${count(Math.floor(left), 'hour')}. A contact with the server renews it.`;
  }
  const hours = (now.getTime() - Date.parse(asOf)) / HOUR_MS;
  if (!(hours < SHIFT_HOURS)) yield `The last contact with the server was ${formatAgo(new Date(asOf), now)}.`;
  if (!storage.persistent) yield 'The browser has not promised to keep what is stored here.';
  const room = roomLeft(storage);
  if (room !== undefined && room < ROOM_BYTES) yield 'There is little room left on this device.';
  if (facts.unsent > 0) {
    const since = facts.oldestUnsent
      ? `, the oldest from ${formatAgo(new Date(facts.oldestUnsent), now)}`
      : '';
    yield `${count(facts.unsent, 'entry is', 'entries are')} not filed yet${since}.`;
  }
}

/** Bytes that may still be stored; undefined when the browser does not say. */
export function roomLeft(storage: ReadinessFacts['storage']): number | undefined {
  const { usedBytes, quotaBytes } = storage;
  return usedBytes === undefined || quotaBytes === undefined
    ? undefined
    : Math.max(0, quotaBytes - usedBytes);
}

function hoursLeft(leaseUntil: string | undefined, now: Date): number | undefined {
  return leaseUntil === undefined ? undefined : (Date.parse(leaseUntil) - now.getTime()) / HOUR_MS;
}
