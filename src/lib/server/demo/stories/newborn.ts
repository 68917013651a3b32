/** A baby: the birth, the observations of the first day, and the visits with the mother. */
import { addDays, daysBetween } from '../../../clinical/dates';
import { writePatient } from '../background';
import { instant } from '../calendar';
import { writeCarePlan } from '../care-plan';
import { NHS_NUMBER } from '../../../record/codes';
import { coded, hl7 } from '../codes';
import { fullName, type Name } from '../names';
import { round, type Random } from '../random';
import type { Profile } from '../roster';
import { RecordWriter } from '../writer';
import { daytime, someoneOf } from './staff';
import { POSTNATAL_DAYS } from './postnatal';

/** Hours after the birth at which a baby on the ward is looked at. */
const WARD_HOURS = ['15:00', '16:00', '17:00', '18:00', '20:00', '22:00', '23:30'] as const;

interface Mother {
  id: string;
  name: Name;
  nhsNumber: string;
  phone: string;
}

export function tellNewborn(profile: Profile, epoch: string, random: Random, born: string, mother: Mother) {
  const writer = new RecordWriter(profile);
  const birthWeight = random.around(3.35, 0.6, 2);
  const feeding = random.pick(['Breast, 8 to 10 feeds', 'Breast and top-ups', 'Formula, 3-hourly']);
  writePatient(writer, [{ id: mother.id, display: `Mother: ${fullName(mother.name)}` }]);
  writer.add('RelatedPerson', {
    active: true,
    identifier: [{ system: NHS_NUMBER, value: mother.nhsNumber }],
    patient: writer.subject,
    relationship: [coded('Mother', hl7('v3-RoleCode', 'MTH', 'mother'))],
    name: [{ text: fullName(mother.name), family: mother.name.family, given: [mother.name.given] }],
    telecom: [{ system: 'phone', value: mother.phone, use: 'mobile' }],
    gender: 'female',
  });
  writeFirstDay(writer, random, born, birthWeight);
  writeCarePlan(writer, {
    title: 'Newborn plan',
    since: born,
    by: 'Labour ward',
    goals: ['Back to birth weight by day 14', 'Feeding well'],
    activities: [
      ['Weigh', 'Days 3, 5 and 10'],
      ['Newborn blood spot', 'Day 5'],
      ['Hearing screen', 'By 4 weeks'],
    ],
  });
  for (const day of POSTNATAL_DAYS) {
    const date = addDays(born, day);
    if (daysBetween(date, epoch) > 0) {
      const by = someoneOf(profile.team, random);
      writeVisit(writer, random, { day, date, by, birthWeight, feeding });
    }
  }
  return writer.resources;
}

function writeFirstDay(writer: RecordWriter, random: Random, born: string, birthWeight: number): void {
  const birth = writer.contact({
    date: born,
    time: '13:20',
    minutes: 60,
    by: 'Labour ward',
    reason: 'Birth',
    setting: 'IMP',
    readings: {
      apgar1: random.int(7, 9),
      apgar5: random.int(9, 10),
      weight: birthWeight,
      headCircumference: random.around(34.5, 1.5, 1),
      temperature: random.around(36.9, 0.2, 1),
    },
    note: `Born in good condition, cried at once. ${birthWeight} kg. Vitamin K given. Skin to skin and first feed within the hour.`,
  });
  for (const time of WARD_HOURS) {
    writer.readings(
      {
        temperature: random.around(36.9, 0.3, 1),
        pulse: random.around(138, 12),
        respirationRate: random.around(44, 8),
        colour: 'Pink',
        tone: 'Good tone, wakes to feed',
      },
      instant(born, time),
      'Postnatal ward',
      birth,
    );
  }
  const examined = instant(addDays(born, 1), '10:00');
  const text = 'Newborn examination (eyes, heart, hips, testes where present): no concerns. Red reflex seen.';
  writer.note('Newborn and infant physical examination', text, examined, 'Dr L. Castellan');
  writer.add('Immunization', {
    status: 'completed',
    vaccineCode: { text: 'Vitamin K, intramuscular' },
    patient: writer.subject,
    occurrenceDateTime: instant(born, '14:00'),
  });
}

/** Share of the birth weight by day: down by day 3, back by day 10 to 14. */
function weightShare(day: number): number {
  return day <= 3 ? 1 - 0.02 * day : day <= 5 ? 0.95 : day <= 10 ? 0.995 : 1.03;
}

function writeVisit(
  writer: RecordWriter,
  random: Random,
  visit: { day: number; date: string; by: string; birthWeight: number; feeding: string },
): void {
  const { day, date, by, birthWeight, feeding } = visit;
  const weight = day === 1 ? undefined : round(birthWeight * weightShare(day) + random.around(0, 0.02, 3), 2);
  const jaundice = day === 1 ? 'None' : random.pick(['None', 'Slight, face only', 'None']);
  const spot = day === 5 ? ' Blood spot taken with consent.' : '';
  writer.contact({
    date,
    time: daytime(random),
    minutes: 30,
    by,
    reason: `Newborn check, day ${day}`,
    readings: {
      temperature: random.around(36.9, 0.2, 1),
      pulse: random.around(136, 10),
      respirationRate: random.around(42, 6),
      ...(weight === undefined ? {} : { weight }),
      feeding,
      nappies: Math.min(8, day + 2),
      stool: day < 3 ? 'Meconium' : day < 5 ? 'Changing, green-brown' : 'Yellow, soft',
      jaundice,
      cord: day < 10 ? 'Clean and dry' : 'Separated',
      tone: 'Alert, good tone',
      colour: 'Pink',
    },
    note: `Day ${day}. ${weight === undefined ? '' : `Weight ${weight} kg (birth ${birthWeight} kg). `}Feeding: ${feeding.toLowerCase()}. Jaundice: ${jaundice.toLowerCase()}.${spot} Safe sleep talked through.`,
  });
}
