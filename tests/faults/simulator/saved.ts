/** What somebody wrote on a tablet, with what is needed to find it again. */
import type { EntryBody } from '../../../src/lib/record/entry';

export interface Tried {
  tablet: number;
  /** True time, ms. */
  at: number;
  patientId: string;
  kind: EntryBody['kind'];
  /** Stands in the entry, and in no other. */
  token: string;
  /** What a change of the plan, or a decision, makes of the wording of an activity. */
  wording?: { activity: string; from: string; to: string };
  /** The entry that it sets aside. */
  target?: string;
}

/** Acknowledged: the device said that it was saved. */
export interface Saved extends Tried {
  entryId: string;
}
