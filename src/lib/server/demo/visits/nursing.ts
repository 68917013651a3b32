/** A community nurse's day: insulin at eight, syringe drivers next, then who is due, street by street. */
import { dayNumber } from '../calendar';
import type { Call, DayList } from './day-list';
import type { Profile } from '../roster';

const FEWEST = 8;
const MOST = 14;

interface Care {
  reason: string;
  due: string[];
  minutes: number;
  /** Days from one visit to the next. */
  every: number;
}

/** What a nursing patient is visited for; undefined for a patient of another team. */
function careOf({ about, ordinal }: Profile, date: string): Care | undefined {
  const turn = Math.floor((dayNumber(date) + ordinal) / 7);
  switch (about.kind) {
    case 'insulin':
      return about.daily
        ? { reason: 'Insulin', due: ['Glucose before breakfast', 'Insulin glargine'], minutes: 20, every: 1 }
        : { reason: 'Diabetes review', due: ['Glucose diary', 'Feet', 'Weight'], minutes: 30, every: 28 };
    case 'palliative':
      return about.syringeDriver
        ? {
            reason: 'Syringe driver',
            due: ['Renew the syringe driver', 'Symptoms', 'Pressure areas'],
            minutes: 40,
            every: 1,
          }
        : {
            reason: 'Palliative care',
            due: ['Symptoms', 'Anticipatory medicines check'],
            minutes: 40,
            every: 7,
          };
    case 'leg-ulcer':
      return {
        reason: 'Leg ulcer dressing',
        due: [
          'Compression bandage',
          ...(turn % 4 === 0 ? ['Measure the wound', 'Photograph'] : ['Wound check']),
        ],
        minutes: 40,
        every: 7,
      };
    case 'catheter':
      return turn % 12 < 4
        ? { reason: 'Catheter change', due: ['Change catheter', 'Observations'], minutes: 30, every: 28 }
        : { reason: 'Catheter check', due: ['Drainage and skin', 'Bag supply'], minutes: 20, every: 28 };
    case 'frailty':
      return {
        reason: 'Frailty review',
        due: ['Observations', 'Weight', 'Skin', 'Falls'],
        minutes: 45,
        every: 28,
      };
    default:
      return undefined;
  }
}

export function nursingCalls(nurse: string, profiles: readonly Profile[], date: string): DayList {
  const today = dayNumber(date);
  const candidates = profiles.flatMap((profile) => {
    const care = profile.practitionerId === nurse ? careOf(profile, date) : undefined;
    if (!care) return [];
    // 0 on the day it is due; the later it is due, the higher. 37 spreads neighbours over the weeks.
    const wait = (profile.ordinal * 37 + today) % care.every;
    return [{ profile, care, wait: wait === 0 ? 0 : care.every - wait }];
  });
  const byNeed = candidates.sort((a, b) => a.wait - b.wait || a.care.every - b.care.every);
  const due = byNeed.filter(({ wait }) => wait === 0).length;
  const chosen = byNeed.slice(0, Math.min(MOST, Math.max(FEWEST, due)));
  const calls = chosen
    .map(({ profile, care: { reason, due, minutes, every } }) => ({ profile, reason, due, minutes, every }))
    .sort(
      (a, b) => rank(a.profile) - rank(b.profile) || street(a.profile).localeCompare(street(b.profile), 'en'),
    );
  return {
    practitionerId: nurse,
    from: '08:00',
    travel: 10,
    calls: calls.map(({ every: _, ...call }): Call => call),
  };
}

function rank({ about }: Profile): number {
  if (about.kind === 'insulin' && about.daily) return 0;
  return about.kind === 'palliative' && about.syringeDriver ? 1 : 2;
}

function street({ address }: Profile): string {
  return `${address.city} ${(address.line.at(-1) ?? '').replace(/^\d+ /, '')}`;
}
