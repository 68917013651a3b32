/** The practice's round: one home a doctor and day, the two changing over, residents by room. */
import { dayNumber } from '../calendar';
import { GPS, type Profile } from '../roster';
import type { Call, DayList } from './day-list';

/** Of every five residents, this many are seen on a given day. */
const SEEN_OF_FIVE = 2;

const REASONS: readonly [reason: string, due: string[]][] = [
  ['Weekly review', ['Observations', 'Care plan']],
  ['Medicines review', ['Doubtful medicines', 'Blood pressure']],
  ['Staff concern: eating less', ['Weight', 'Mouth and swallowing']],
  ['After a fall', ['Lying and standing blood pressure', 'Injuries', 'Medicines that sedate']],
  ['End-of-life wishes', ['Talk with resident and family', 'Resuscitation decision']],
];

export function roundCalls(profiles: readonly Profile[], date: string): DayList[] {
  const day = dayNumber(date);
  return GPS.map((practitionerId, i) => {
    const home = (day + i) % 2;
    const calls = profiles.flatMap((profile): Call[] => {
      const { about } = profile;
      if (about.kind !== 'resident' || about.homeIndex !== home) return [];
      if ((about.room + day) % 5 >= SEEN_OF_FIVE) return [];
      const [reason, due] = REASONS[(about.room + Math.floor(about.room / 5) + day) % REASONS.length] ?? [
        'Weekly review',
        [],
      ];
      return [{ profile, reason: `Room ${about.room}: ${reason}`, due: [...due], minutes: 10 }];
    });
    return { practitionerId, from: '09:30', travel: 0, calls };
  });
}
