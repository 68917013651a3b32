/**
 * The data worker's face to the page. The worker owns vault, packs, journal, sync and search: the page never touches a
 * database or a key. Arguments and results are plain values; expected failures are results, not exceptions.
 */
import type { Visit } from '../record/caseload';
import type { Card } from '../record/card';
import type { BreakGlassReason } from '../record/break-glass';
import type { ChartView, TimelineItem } from '../record/chart/view';
import type { EmergencySummary, Person } from '../record/emergency/emergency-summary';
import type { ExactQuery } from '../record/emergency/exact-search';
import type { EntryBody } from '../record/entry';
import type { EntryState, OutboxItem } from '../record/outbox';
import type { LockedUnfiled } from '../record/unfiled-alarm';
import type { VaultApi } from './vault-api';

export type * from './vault-api';

export interface NewEntry {
  patientId: string;
  /** For the outbox, of a patient who is not on this device. */
  patientName?: string;
  visit?: { id: string; startedAt: string; reason?: string };
  body: EntryBody;
  /**
   * Names the act of saving, at random. The same body saved again in the same attempt is the entry that stands already: a draft
   * that came back after a crash, or a second press on a device that answered late, saves nothing twice.
   */
  attempt?: string;
}

export type SaveOutcome =
  /** The write has reached the disk. */
  | { kind: 'saved'; entryId: string }
  | { kind: 'not-saved'; reason: 'disk-full' | 'locked' | 'invalid' | 'failed'; words: string };

export type ChartOutcome =
  /** `openUntil`: it is open for nothing but broken glass, and closes then. */
  | { kind: 'chart'; chart: ChartView; openUntil?: string }
  /** Open by broken glass, and the record is not down. `held` is absent when there is no summary either. */
  | { kind: 'emergency'; until: string; held?: { summary: EmergencySummary; asOf: string } }
  | { kind: 'not-down' }
  | { kind: 'not-on-caseload' }
  | { kind: 'damaged'; reason: string }
  | { kind: 'lease-ended' };

/** Who fits an exact search. Nobody can be opened who was not found so. */
export type BeyondOutcome =
  | {
      kind: 'people';
      people: (Person & { onCaseload: boolean })[];
      /** Nobody on this device fitted, and the server could be asked. */
      askedServer: boolean;
      /** When the summaries on this device were last confirmed. */
      asOf?: string;
    }
  /** What was typed identifies nobody. */
  | { kind: 'unclear' }
  | { kind: 'not-allowed' }
  /** The summaries on this device are closed with its lease, and the server can't be asked: nobody was looked up. */
  | { kind: 'lease-ended' };

/** The sealed notes of one patient. Opening them is recorded first. */
export type SealedOutcome =
  /** `missing`: those that are filed are not down, or can't be read: there may be more. */
  | { kind: 'notes'; notes: TimelineItem[]; missing?: true }
  | { kind: 'not-on-caseload' }
  | { kind: 'not-recorded' };

export interface BreakGlassRequest {
  patientId: string;
  reason: BreakGlassReason;
  words: string;
}

export interface TodayVisit {
  visit: Visit;
  /** Absent until the patient's pack is down. */
  card?: Card;
  /** This clinician has saved something of it, filed or not. */
  recorded?: true;
}

export interface TodayView {
  date: string;
  visits: TodayVisit[];
  asOf?: string;
  /** What is stored of the list can't be read, and has not come again yet. */
  damaged?: true;
  /** The lease has ended: nothing of the patients is shown before the next contact. */
  leaseEnded?: true;
}

export interface CaseloadView {
  cards: Card[];
  /** Patients on the caseload, with or without a pack on this device. */
  total: number;
  asOf?: string;
  damaged?: true;
  leaseEnded?: true;
}

export interface FoundView {
  cards: Card[];
  /** How many fit in all. */
  total: number;
}

export interface PatientReadiness {
  patientId: string;
  name: string;
  visitToday: boolean;
  record: boolean;
  carePlan: boolean;
  forms: number;
  medicines: number;
  /** The pack is the version that the server last named. */
  current: boolean;
}

export interface ReadinessView {
  total: number;
  down: number;
  patients: PatientReadiness[];
  /** Last contact with the server; absent before the first. */
  asOf?: string;
  /** When the packs on this device can no longer be read without a contact. */
  leaseUntil?: string;
  leaseEnded?: true;
  /** It runs on by an outage notice. */
  leaseExtended?: true;
  storage: { persistent: boolean; usedBytes?: number; quotaBytes?: number };
  unsent: number;
  oldestUnsent?: string;
}

/** A pack that could be freed: it can be downloaded again. */
export interface StoredPack {
  patientId: string;
  name: string;
  visitToday: boolean;
  bytes: number;
}

/** `still-full`: the packs are gone, and the browser still counts too little room. */
export type FreeOutcome = { kind: 'freed' } | { kind: 'still-full' };

/** What stands on a device whose storage can't be opened, and what has become of it. */
export interface Rescued {
  /** Entries that can still be read here, and that the server does not hold yet as far as known. */
  waiting: number;
  /** Those of them that it holds. */
  carried: number;
  /** Entries that are gone from here, and that the server does not hold. It has been told of them. */
  lost: { count: number; writtenAt: string[] };
  /** What was typed and not saved: gone. */
  drafts: number;
  /** Why not all is done. Absent: what there is to carry and to tell is carried and told. */
  failure?: 'offline' | 'signed-out' | 'captive-portal' | 'server-error' | 'lost';
}

/** `by-hand`: the browser did not do it; the person has to, in its settings. */
export type ClearOutcome = 'cleared' | 'by-hand' | 'not-rescued';

/** How this device is. Nothing of a patient: it may be sent to the help desk as it is. */
export interface DeviceHealth {
  locked: boolean;
  /** Server time of the last contact. Absent while locked, and before the first. */
  lastContact?: string;
  /** When the server is spoken to next by itself; device time. */
  nextTryAt?: string;
  /** Why the last try failed. */
  failure?: 'offline' | 'signed-out' | 'captive-portal' | 'server-error';
  unfiled: number;
  oldestUnfiled?: string;
  /** Entries that are gone from this device, and of which the person has not read yet. */
  lost: number;
  packs?: number;
  storage: ReadinessView['storage'];
  versions: { app: string; server?: string; databases: Record<string, number> };
  warnings: Warning['code'][];
}

export interface Warning {
  code:
    | 'empty-caseload'
    | 'captive-portal'
    | 'unknown-server-key'
    | 'clock-off'
    | 'pack-damaged'
    | 'journal-damaged'
    | 'draft-lost'
    | 'signed-out'
    | 'server-error'
    | 'disk-full';
  words: string;
}

export interface DeviceStatus {
  /** `offline`: the server could not be reached at the last try. */
  contact: 'online' | 'offline' | 'signed-out' | 'unknown';
  lastContact?: string;
  syncing: boolean;
  /** While packs come down. */
  progress?: { done: number; total: number; bytes: number };
  /** A clear finish: when the whole caseload was last complete. */
  completeAt?: string;
  counts: Record<EntryState, number>;
  oldestUnsent?: string;
  /** Unfiled for longer is alarmed. */
  unfiledAlarmHours: number;
  /** Entries that are gone from this device, until the person has read of it; when they were written, as far as known. */
  lost?: { count: number; writtenAt: string[] };
  warnings: Warning[];
  /** The vault belongs to a demonstration server. */
  demo?: boolean;
  /** The packs may not be read before the next contact. */
  leaseEnded?: boolean;
}

/** An outage notice, as an administrator made it. */
export type NoticeOutcome =
  /** `locked`: it counts as soon as somebody unlocks. `closed`: it comes too late for what is on this device. */
  | { kind: 'taken'; until: string; records: 'open' | 'locked' | 'closed' }
  /** `no-key`: this device has not been in contact since the organisation signs notices. */
  | { kind: 'refused'; reason: 'not-genuine' | 'no-key' | 'older' | 'over' | 'no-vault' };

export type DeviceEvent =
  | { kind: 'status'; status: DeviceStatus }
  /** Lists or charts may have changed; `patientIds` absent means any. */
  | { kind: 'data'; patientIds?: string[] }
  | { kind: 'locked' }
  | { kind: 'unlocked' }
  /** Another worker told of a shift PIN, or of its end: the lock screen may offer other ways. */
  | { kind: 'pins' }
  /** The device was reported lost: nothing of a patient may be on the screen any more, and the worker is at work. */
  | { kind: 'wiping' }
  /** Everything on this device is gone, by order of the server: the page begins anew. */
  | { kind: 'wiped' }
  /** Something waits to be sent: the page registers a background sync. */
  | { kind: 'journal-waiting' };

export interface DeviceApi extends VaultApi {
  subscribe(listener: (event: DeviceEvent) => void): Promise<void>;
  status(): Promise<DeviceStatus>;
  /** One round trip both ways, now; joins one that is running. */
  sync(): Promise<void>;
  /** After 'unknown-server-key', by a person's decision: asks the server for its key and seals for that one from now on. */
  trustServerKey(): Promise<'trusted' | 'offline' | 'signed-out' | 'failed'>;
  dismissWarning(code: Warning['code']): Promise<void>;
  /** The person has read what was lost. */
  readLosses(): Promise<void>;
  /** After `unopenable`: carries up what can still be read of all users, names what is gone. */
  rescue(): Promise<Rescued>;
  /** After `unopenable`, by a person's decision: rescues, and only when that is done clears all that this browser stores here. */
  clearStorage(): Promise<ClearOutcome>;
  /** Works while locked. */
  takeNotice(signed: string): Promise<NoticeOutcome>;
  /** Works while locked, as far as it can. */
  health(): Promise<DeviceHealth>;
  /** What waits for the server, for the lock screen; undefined when nothing does. */
  lockedUnfiled(): Promise<LockedUnfiled | undefined>;
  storedPacks(): Promise<StoredPack[]>;
  /** Drops packs, never entries; what was freed comes down again when there is room. */
  freePacks(patientIds: string[]): Promise<FreeOutcome>;

  today(): Promise<TodayView>;
  caseload(): Promise<CaseloadView>;
  /** Who of the caseload fits; `most` of them, the best first. */
  search(query: string, most: number): Promise<FoundView>;
  readiness(): Promise<ReadinessView>;
  chart(patientId: string): Promise<ChartOutcome>;

  /** Sealed notes are in no chart: they are opened by a deliberate act, one patient at a time. */
  sealedNotes(patientId: string): Promise<SealedOutcome>;

  /** Looks for a patient who is on no list of this user's, on this device and then on the server. */
  findBeyond(query: ExactQuery): Promise<BeyondOutcome>;
  /** `saved`: the record of it is on the disk, and `chart` shows the patient for one hour. */
  breakGlass(request: BreakGlassRequest): Promise<SaveOutcome>;

  /** Drafts are sealed with the vault's key; `key` is opaque (`visit:<visitId>`, `amend:<noteId>`). */
  findDraft(key: string): Promise<string | undefined>;
  saveDraft(key: string, value: string): Promise<void>;
  dropDraft(key: string): Promise<void>;
  save(entry: NewEntry): Promise<SaveOutcome>;

  outbox(): Promise<OutboxItem[]>;
  sendAgain(entryId: string): Promise<SaveOutcome>;
  setAside(entryId: string, reason: string): Promise<SaveOutcome>;
}
