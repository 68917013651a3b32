/** What a day of visits is made of, before each has its time. */
import type { Profile } from '../roster';

/** A visit before it has a time. */
export interface Call {
  profile: Profile;
  reason: string;
  due: string[];
  minutes: number;
  /** At the same time and place as the one before it: a baby with its mother. */
  together?: boolean;
}

/** One person's calls of a day, in the order of the day. */
export interface DayList {
  practitionerId: string;
  from: string;
  /** Minutes from one place to the next. */
  travel: number;
  calls: Call[];
}
