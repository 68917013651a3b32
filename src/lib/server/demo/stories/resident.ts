/** A resident of a care home, seen on the practice's weekly round. */
import { addDays } from '../../../clinical/dates';
import { writeDnacpr } from '../background';
import { writeCarePlan } from '../care-plan';
import type { Problem } from '../codes';
import { inWords, vitalSigns } from '../physiology';
import { round, type Random } from '../random';
import type { Profile } from '../roster';
import { beginAdult } from './adult';
import { daytime } from './staff';

const ROUNDS = 3;

export function tellResident(profile: Profile, epoch: string, random: Random, home: string) {
  const dementia = random.chance(0.65);
  const problems: Problem[] = dementia ? ['dementia', 'frailty'] : ['frailty', 'falls'];
  const telling = beginAdult(profile, epoch, random, { problems, frail: true, companions: 3 });
  const { writer, usual, someone } = telling;
  if (dementia) telling.prescribe('memantine', 500);
  telling.prescribe('senna', 300);
  if (random.chance(0.6)) writeDnacpr(writer, addDays(epoch, -random.int(60, 500)));
  if (random.chance(0.3)) {
    writer.flag('Wanders: bed sensor in place', 'safety', addDays(epoch, -150));
  }
  writeCarePlan(writer, {
    title: 'Care home round plan',
    since: addDays(epoch, -180),
    by: someone(),
    addresses: [...telling.problems.values()].slice(0, 2),
    goals: [
      'Comfortable and content in the home',
      'Treated in the home rather than in hospital where that is right',
      'No pressure damage',
    ],
    activities: [
      ['Seen on the round', 'Weekly, or every 4 weeks when stable'],
      ['Medicines review with the pharmacist', 'Every 6 months'],
      ['Weight and food chart', 'Monthly, by the home'],
      ['Talk with the family about wishes for the end of life', 'Once, then when things change'],
    ],
  });

  let weight = round(usual.weight + 2, 1);
  const phase = random.int(1, 7);
  for (let i = ROUNDS - 1; i >= 0; i--) {
    weight = round(weight - random.around(0.3, 0.6, 1), 1);
    const ill = i === 1 && random.chance(0.3);
    const set = vitalSigns(random, usual, { ill: ill ? 0.8 : 0 });
    const antibiotic = ill ? telling.prescribe('amoxicillin', phase + i * 14, 'completed') : undefined;
    const about = antibiotic
      ? `Cough and fever for two days: ${antibiotic} started, home to ring if worse.`
      : random.pick([
          'Staff have no concerns.',
          'Sleeping poorly: no night sedation, light and routine discussed.',
          'Refusing tablets at times: doubtful ones marked for the pharmacist.',
          'Family asked about appetite; food chart started.',
          'Constipated this week: macrogol to be used as written up.',
        ]);
    writer.contact({
      date: addDays(epoch, -phase - i * 14),
      time: daytime(random),
      minutes: 10,
      by: someone(),
      reason: `Round at ${home}`,
      readings: {
        ...set,
        weight,
        bowels: random.int(2, 5),
        skin: random.pick(['Intact', 'Intact', 'Heels soft, offloaded']),
      },
      note: `${inWords(set)} Weight ${weight} kg. ${about}`,
    });
  }
  return writer.resources;
}
