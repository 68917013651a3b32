/** The visits of one day, whatever day it is: worked out from who the patients are, never stored in advance. */
import type { Visit } from '../../../record/caseload';
import { addDays } from '../../../clinical/dates';
import { addMinutes } from '../calendar';
import { addressLine } from '../places';
import { NURSES, TEAMS, type Profile, type TeamId } from '../roster';
import type { DayList } from './day-list';
import { midwifeCalls } from './midwifery';
import { nursingCalls } from './nursing';
import { roundCalls } from './round';

const LUNCH = { after: '12:20', minutes: 30 };

/** Visits of one team on a date (YYYY-MM-DD), in the order of each person's day. */
export function visitsOn(team: TeamId, profiles: readonly Profile[], date: string): Visit[] {
  return listsOf(team, profiles, date).flatMap((list) => timed(list, date));
}

/** The days for which visits are kept: yesterday to a week ahead. */
export function visitDates(today: string): string[] {
  return Array.from({ length: 9 }, (_, i) => addDays(today, i - 1));
}

function listsOf(team: TeamId, profiles: readonly Profile[], date: string): DayList[] {
  switch (team) {
    case TEAMS.nursing.id:
      return NURSES.map((nurse) => nursingCalls(nurse, profiles, date));
    case TEAMS.round.id:
      return roundCalls(profiles, date);
    case TEAMS.midwifery.id:
      return midwifeCalls(profiles, date);
  }
}

function timed({ practitionerId, from, travel, calls }: DayList, date: string): Visit[] {
  let time = from;
  let lunch = false;
  let start = from;
  return calls.map(({ profile, reason, due, minutes, together }) => {
    if (!together) {
      if (!lunch && time > LUNCH.after) {
        time = addMinutes(time, LUNCH.minutes);
        lunch = true;
      }
      start = time;
      time = addMinutes(time, minutes + travel);
    }
    return {
      id: `${date}-${profile.id}`,
      patientId: profile.id,
      date,
      time: start,
      minutes,
      place: addressLine(profile.address),
      reason,
      due,
      practitionerId,
    };
  });
}
