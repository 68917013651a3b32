/** A community midwife's day: new mothers with their babies first, then antenatal checks nearest to their date. */
import { daysBetween } from '../../../clinical/dates';
import { gestationOn } from '../../../clinical/gestation';
import { MIDWIVES, type Profile } from '../roster';
import { SCHEDULE } from '../stories/maternity';
import { POSTNATAL_DAYS } from '../stories/postnatal';
import type { Call, DayList } from './day-list';

const PLACES = 9;

interface Candidate {
  call: Call;
  /** Days from the day that the schedule names. */
  off: number;
}

export function midwifeCalls(profiles: readonly Profile[], date: string): DayList[] {
  return MIDWIVES.map((practitionerId) => {
    const mine = profiles.filter((profile) => profile.practitionerId === practitionerId);
    const women = mine.flatMap((profile) => candidateOn(profile, date));
    const chosen = women.sort((a, b) => a.off - b.off || order(a) - order(b)).slice(0, PLACES);
    const calls = chosen
      .sort((a, b) => Number(isMother(b)) - Number(isMother(a)))
      .flatMap(({ call }) => [call, ...withBabies(call, mine, date)]);
    return { practitionerId, from: '09:00', travel: 10, calls };
  });
}

function candidateOn(profile: Profile, date: string): Candidate[] {
  const { about } = profile;
  if (about.kind === 'postnatal') {
    const day = daysBetween(about.born, date);
    const off = nearest(POSTNATAL_DAYS, day);
    if (day > 28) return [{ call: catchUp(profile), off: 1000 + day }];
    const due = ['Mother’s recovery', 'Mood, asked alone', 'Feeding', ...(day === 5 ? ['Blood spot'] : [])];
    return [{ call: { profile, reason: `Postnatal visit, day ${day}`, due, minutes: 40 }, off }];
  }
  if (about.kind !== 'pregnant') return [];
  const gestation = gestationOn(about.edd, date);
  if (!gestation || gestation.weeks >= 42) return [{ call: catchUp(profile), off: 1000 }];
  const off = nearest(SCHEDULE, gestation.weeks * 7 + gestation.days);
  const due = [
    'Blood pressure and urine',
    'Fetal heart',
    ...(gestation.weeks >= 24 ? ['Fundal height', 'Movements'] : []),
    ...(gestation.weeks >= 36 ? ['Presentation'] : []),
  ];
  return [{ call: { profile, reason: `Antenatal check, ${gestation.words}`, due, minutes: 30 }, off }];
}

/** Long after the record was filled, when nothing says what became of the pregnancy. */
function catchUp(profile: Profile): Call {
  return {
    profile,
    reason: 'Contact to bring the record up to date',
    due: ['Outcome and wellbeing'],
    minutes: 20,
  };
}

function withBabies({ profile: mother }: Call, mine: readonly Profile[], date: string): Call[] {
  return mine.flatMap((profile): Call[] => {
    const { about } = profile;
    if (about.kind !== 'newborn' || about.mother.id !== mother.id) return [];
    const day = daysBetween(about.born, date);
    const due = ['Weight', 'Feeding', 'Jaundice', 'Cord', ...(day === 5 ? ['Blood spot'] : [])];
    return [
      { profile, reason: `Newborn check, day ${day}, with the mother`, due, minutes: 20, together: true },
    ];
  });
}

const nearest = (days: readonly number[], day: number): number =>
  Math.min(...days.map((d) => Math.abs(d - day)));
const isMother = ({ call }: Candidate): boolean => call.profile.about.kind === 'postnatal';
const order = ({ call }: Candidate): number => call.profile.ordinal;
