/** Frailty at home: a monthly visit that looks at everything, falls, skin and weight. */
import { addDays } from '../../../clinical/dates';
import { writeCarePlan } from '../care-plan';
import { inWords, vitalSigns } from '../physiology';
import { round, type Random } from '../random';
import type { Profile } from '../roster';
import { beginAdult } from './adult';
import { daytime } from './staff';

const MONTHS = 3;

export function tellFrailty(profile: Profile, epoch: string, random: Random) {
  const telling = beginAdult(profile, epoch, random, {
    problems: ['frailty', 'falls'],
    frail: true,
    companions: 4,
  });
  const { writer, usual, someone } = telling;
  const scale = random.int(5, 7);
  writeCarePlan(writer, {
    title: 'Living well with frailty',
    since: addDays(epoch, -200),
    by: someone(),
    addresses: [...telling.problems.values()].slice(0, 2),
    goals: ['Stays in own home', 'No further falls', 'Weight does not drop further'],
    activities: [
      ['Observations and skin check', 'Monthly'],
      ['Weigh; fortified drinks if weight falls', 'Monthly'],
      ['Falls exercises from the leaflet', 'Daily, with family'],
      ['Medicines review with the GP', 'Every 6 months'],
    ],
  });

  let weight = round(usual.weight + 3, 1);
  const phase = random.int(1, 24);
  for (let month = MONTHS - 1; month >= 0; month--) {
    weight = round(weight - random.around(0.5, 0.7, 1), 1);
    const ill = month === 1 && random.chance(0.3);
    const set = vitalSigns(random, usual, { ill: ill ? 0.7 : 0 });
    const fell = random.chance(0.25);
    const mobility = random.around(19 + scale, 4);
    writer.contact({
      date: addDays(epoch, -phase - month * 28),
      time: daytime(random),
      minutes: 45,
      by: someone(),
      reason: 'Frailty review',
      readings: {
        ...set,
        weight,
        mobility,
        frailty: scale,
        skin: random.pick(['Intact', 'Intact, heels dry', 'Red over sacrum, blanching']),
        appetite: random.pick(['Eats half of meals', 'Eats well', 'Needs prompting to drink']),
      },
      note: `${inWords(set)} Weight ${weight} kg. Up and go in ${mobility} s with a frame. ${
        fell
          ? 'One fall since the last visit, no injury: rug taken up, lamp moved.'
          : 'No falls since the last visit.'
      }${ill ? ' Chesty and tired: GP asked to visit today.' : ''}`,
    });
  }
  return writer.resources;
}
