/** A mother after the birth: her antenatal record, the birth, and the visits since. */
import { addDays, daysBetween } from '../../../clinical/dates';
import { GP_PRACTICE } from '../background';
import { writeCarePlan } from '../care-plan';
import { coded, PROBLEMS } from '../codes';
import { prescribe } from '../medicines';
import { fullName, type Name } from '../names';
import { inWords, vitalSigns } from '../physiology';
import type { Random } from '../random';
import type { Profile } from '../roster';
import { beginMaternity, writeAntenatalCare, type MaternityTelling } from './maternity';
import { daytime } from './staff';

/** Days after the birth on which a midwife calls. */
export const POSTNATAL_DAYS = [1, 3, 5, 10, 14] as const;

interface Baby {
  id: string;
  name: Name;
  nhsNumber: string;
}

export function tellPostnatal(
  profile: Profile,
  epoch: string,
  random: Random,
  born: string,
  babies: readonly Baby[],
) {
  const edd = addDays(born, random.int(-8, 18));
  const links = babies.map(({ id, name }) => ({ id, display: `Baby: ${fullName(name)}` }));
  const telling = beginMaternity(profile, epoch, edd, random, links);
  const { writer, allergies, someone } = telling;
  writeAntenatalCare(telling, born, babies.length);
  writeBirth(telling, born, babies);
  prescribe(writer, 'paracetamol', allergies, { since: born, by: GP_PRACTICE });
  if (random.chance(0.4)) prescribe(writer, 'lowHeparin', allergies, { since: born, by: GP_PRACTICE });
  writeCarePlan(writer, {
    title: 'Postnatal plan',
    since: born,
    by: someone(),
    goals: ['Recovering well from the birth', 'Feeding established', 'Feels supported at home'],
    activities: [
      ['Postnatal visits with the baby', 'Days 1, 3, 5 and 10, then handover to the health visitor'],
      ['Ask about mood and safety at home, alone', 'Every visit'],
      ['Pelvic floor exercises', 'Daily'],
    ],
  });
  for (const day of POSTNATAL_DAYS) {
    const date = addDays(born, day);
    if (daysBetween(date, epoch) > 0) writeVisit(telling, day, date);
  }
  return writer.resources;
}

function writeBirth({ writer, random, usual }: MaternityTelling, born: string, babies: readonly Baby[]) {
  const way = random.pick(['Spontaneous vaginal birth', 'Spontaneous vaginal birth', 'Caesarean birth']);
  writer.add('Procedure', {
    status: 'completed',
    code: coded(way),
    subject: writer.subject,
    performedDateTime: born,
  });
  writer.add('Condition', {
    clinicalStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'resolved' }],
    },
    code: PROBLEMS.pregnancy,
    subject: writer.subject,
    onsetDateTime: addDays(born, -270),
    abatementDateTime: born,
  });
  const names = babies.map(({ name }) => fullName(name)).join(' and ');
  const loss = random.around(380, 200);
  writer.contact({
    date: born,
    time: '13:20',
    minutes: 60,
    by: 'Labour ward',
    reason: 'Birth',
    setting: 'IMP',
    readings: vitalSigns(random, usual, { pregnant: true }),
    note: `${way} of ${names}. Estimated blood loss ${loss} ml. Placenta complete. Skin to skin, first feed within the hour.`,
  });
}

function writeVisit({ writer, random, usual, someone }: MaternityTelling, day: number, date: string): void {
  const set = vitalSigns(random, usual, { pregnant: true }); // NEWS2 does not apply after a birth either
  const breasts = random.pick([
    'Soft, feeding well',
    'Full, comfortable',
    'Left nipple sore: position changed',
  ]);
  const mood = random.pick(['Well', 'Tearful on day 3, well supported', 'Tired, partner helping']);
  writer.contact({
    date,
    time: daytime(random),
    minutes: 40,
    by: someone(),
    reason: `Postnatal visit, day ${day}`,
    readings: {
      bp: set.bp,
      pulse: usual.pulse,
      temperature: random.around(36.8, 0.3, 1),
      lochia: day < 5 ? 'Red, normal amount' : 'Brown, lessening',
      uterus: day < 10 ? 'Well contracted, going down' : 'Not felt',
      perineum: random.pick(['Healing', 'Intact', 'Sutures clean']),
      breasts,
      calves: 'Soft, no pain',
      mood,
    },
    note: `Day ${day}. ${inWords({ bp: set.bp, pulse: usual.pulse })} Breasts: ${breasts.toLowerCase()}. Mood: ${mood.toLowerCase()}. Asked alone: no worries at home. Knows the warning signs and whom to ring.`,
  });
}
