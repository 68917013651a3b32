/**
 * What the screen shows for one patient: the pack, with this user's own unfiled entries laid over it.
 * Plain values, ready to print; made by `projectChart` in the data worker, shown by components as they are.
 */
import type { Visit, Why } from '../caseload';
import type { Conflict } from '../merge';
import type { FhirResource } from '../fhir';
import type { EntryState } from '../outbox';

/** Marks an item that is not (yet) in the record: the user's own entry, in the given state. */
export interface Unfiled {
  entryId: string;
  state: EntryState;
}

export interface PatientBanner {
  patientId: string;
  name: string;
  /** Date of birth as YYYY-MM-DD (or shorter, when that is all that is known). */
  birthDate?: string;
  gender?: string;
  /** Raw digits; flagged when the check digit fails. */
  nhsNumber?: string;
  nhsNumberInvalid?: boolean;
  deceased?: string;
  address?: string;
  phone?: string;
  /** The server keeps address and contacts back. */
  restricted?: true;
  /** `none-recorded` is not the same as `none-known`: only a recorded negation says "no known allergies". */
  allergies: { kind: 'listed'; names: string[] } | { kind: 'none-known' } | { kind: 'none-recorded' };
  alerts: string[];
  resuscitation?: { status: string; recorded?: string };
}

/** Somebody to call about the patient. */
export interface ContactPerson {
  key: string;
  name: string;
  relationship?: string;
  phone?: string;
}

export interface Item {
  key: string;
  title: string;
  /** Short lines under the title, each already in words. */
  lines: string[];
  /** Date or instant as recorded. */
  when?: string;
  status?: string;
  unfiled?: Unfiled;
}

export interface AllergyItem extends Item {
  criticality?: 'low' | 'high' | 'unable-to-assess';
  active: boolean;
}

export interface MedicineItem extends Item {
  active: boolean;
  dose?: string;
}

export interface GoalItem extends Item {
  resource: FhirResource;
  disputed?: DisputeView;
}

export interface ActivityItem extends Item {
  /** Element id of the activity within its care plan; absent when the plan gives none. */
  activityId?: string;
  /** Why it was not done, or another reason for its status. */
  statusReason?: string;
}

export interface CarePlanItem extends Item {
  active: boolean;
  resource: FhirResource;
  activities: ActivityItem[];
  goals: GoalItem[];
  disputed?: DisputeView;
}

export interface ObservationPoint {
  when: string;
  value: number;
  unfiled?: Unfiled;
}

/** One kind of reading over time, newest last; `points` for what can be drawn, `latest` for what can be said. */
export interface ObservationSeries {
  key: string;
  title: string;
  unit?: string;
  points: ObservationPoint[];
  latest: Item;
  count: number;
}

export interface TimelineItem extends Item {
  kind: 'note' | 'encounter' | 'observations' | 'care-plan' | 'decision' | 'other';
  author?: string;
  text?: string;
  /** Set on notes that can be amended: what an amendment names. */
  noteId?: string;
  /** This one corrects that one; and the other way round. Both stay visible. */
  amends?: string;
  amendedBy?: string;
  /** The device's clock was wrong when this was written. */
  clockAdjusted?: boolean;
}

/** Two people's versions of one thing, waiting for a person. */
export interface DisputeView {
  disputeId: string;
  targetType: 'CarePlan' | 'Goal';
  targetId: string;
  title: string;
  current: { resource: FhirResource; author?: string; at?: string };
  proposed: { resource: FhirResource; author?: string; at?: string; summary?: string };
  /** The current version with all of the proposal that does not overlap: what a mixed decision starts from. */
  merged: FhirResource;
  conflicts: Conflict[];
  raisedAt?: string;
}

export interface ChartView {
  banner: PatientBanner;
  /** When the server last confirmed that this is what the record holds. */
  asKnownAt: string;
  contacts: ContactPerson[];
  problems: Item[];
  allergies: AllergyItem[];
  medicines: MedicineItem[];
  carePlans: CarePlanItem[];
  observations: ObservationSeries[];
  timeline: TimelineItem[];
  documents: Item[];
  /** Types that have no place of their own: readable, never dropped. */
  other: (Item & { resourceType: string })[];
  disputes: DisputeView[];
  /** The SpO2 scale in force by a recorded decision, with who and when; 1 when there is none. */
  spo2Scale: { scale: 1 | 2; decided?: string };
  /** Why NEWS2 does not apply to this patient, if so. */
  news2Excluded?: 'under-16' | 'pregnancy' | 'age-unknown';
  visits: Visit[];
  /** Why this user may see the patient now. */
  why: readonly Why[];
}
