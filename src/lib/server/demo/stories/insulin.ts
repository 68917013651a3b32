/** Diabetes treated with insulin: given each morning by the team, or by the patient with the team looking in. */
import { addDays } from '../../../clinical/dates';
import { GP_PRACTICE } from '../background';
import { writeCarePlan } from '../care-plan';
import { prescribeAs } from '../medicines';
import type { Random } from '../random';
import type { Profile } from '../roster';
import { addProblem, beginAdult } from './adult';
import { daytime } from './staff';

const LOW = 4; // mmol/L: below this is a hypo

export function tellInsulin(profile: Profile, epoch: string, random: Random, daily: boolean) {
  const telling = beginAdult(profile, epoch, random, { problems: ['hypertension'] });
  const { writer, usual, someone } = telling;
  const units = random.int(7, 17) * 2;
  const diabetes = addProblem(telling, 'diabetes', random.int(2000, 7000));
  telling.prescribe('metformin', 900);
  telling.prescribe('atorvastatin', 800);
  telling.prescribe('ramipril', 700);
  prescribeAs(
    writer,
    'Insulin glargine 100 units/ml pre-filled pen',
    `${units} units once a day at 08:00, under the skin${daily ? ', given by the community nurse' : ''}`,
    { since: addDays(epoch, -200), by: GP_PRACTICE },
  );
  writeCarePlan(writer, {
    title: 'Diabetes care at home',
    since: addDays(epoch, -190),
    by: someone(),
    addresses: [diabetes],
    goals: [
      'Morning glucose between 6 and 12 mmol/L',
      'No hypos',
      daily ? 'Insulin given safely each day' : 'Gives own insulin with confidence',
    ],
    activities: [
      daily
        ? [`Check glucose, then give insulin glargine ${units} units`, 'Every morning at 08:00']
        : ['Go through the glucose diary and the injection sites', 'Every 2 weeks'],
      ['Rotate injection sites and check for lumps', 'Every visit'],
      ['Foot check', 'Every 3 months'],
      ['HbA1c', 'Every 6 months'],
    ],
  });

  let hba1c = random.int(58, 82);
  for (const daysAgo of [560, 380, 195, 20]) {
    hba1c += random.int(-6, 3);
    const date = addDays(epoch, -daysAgo);
    writer.readings({ hba1c }, `${date}T09:30:00Z`, GP_PRACTICE);
  }

  const [count, gap] = daily ? [14, 1] : [9, 14];
  const sites = [
    'left side of the abdomen',
    'right side of the abdomen',
    'left thigh',
    'right thigh',
  ] as const;
  for (let i = count - 1; i >= 0; i--) {
    const glucose = Math.max(3.2, random.around(9.4, 4.5, 1));
    const hypo = glucose < LOW;
    const treated = hypo
      ? 'Hypo: given juice and toast, 15 minutes later 6.1 mmol/L. GP told; dose to be reviewed. '
      : '';
    writer.contact({
      date: addDays(epoch, -1 - i * gap),
      time: daily ? random.pick(['08:00', '08:10', '08:20', '08:30']) : daytime(random),
      minutes: 20,
      by: someone(),
      reason: daily ? 'Insulin' : 'Diabetes review',
      readings: {
        glucose,
        ...(daily ? {} : { weight: random.around(usual.weight, 1, 1), skin: 'Feet intact, pulses felt' }),
        ...(i % 7 === 0 ? { bp: [random.around(usual.systolic, 8), random.around(usual.diastolic, 6)] } : {}),
      },
      note: daily
        ? `Glucose ${glucose} mmol/L before breakfast. ${treated}Insulin glargine ${units} units given, ${sites[i % sites.length] ?? sites[0]}. Well in self.`
        : `Glucose today ${glucose} mmol/L. ${treated}Diary gone through: gives insulin glargine ${units} units each morning. Sites without lumps, feet intact.`,
    });
  }
  return writer.resources;
}
