/** What the records of pregnant women and new mothers share: who they are, earlier care, booking and antenatal checks. */
import { addDays, daysBetween, formatDate } from '../../../clinical/dates';
import { gestationOn } from '../../../clinical/gestation';
import { GP_PRACTICE, writeAllergies, writeHomeAlerts, writeNextOfKin, writePatient } from '../background';
import { instant } from '../calendar';
import { prescribe, type Allergen } from '../medicines';
import { adultPhysiology, inWords, vitalSigns, type Physiology } from '../physiology';
import { round, type Random } from '../random';
import type { Profile } from '../roster';
import { RecordWriter } from '../writer';
import { daytime, someoneOf } from './staff';

/** Gestation in days at each contact: NICE NG201, with the extra ones of a first pregnancy. */
export const SCHEDULE = [56, 112, 175, 196, 217, 238, 252, 266, 280, 287] as const;
const BOOKING = SCHEDULE[0];
const DATING_SCAN = 87;
const ANOMALY_SCAN = 138;

export interface MaternityTelling {
  writer: RecordWriter;
  random: Random;
  epoch: string;
  edd: string;
  usual: Physiology;
  allergies: Allergen[];
  someone: () => string;
}

export function beginMaternity(
  profile: Profile,
  epoch: string,
  edd: string,
  random: Random,
  links: { id: string; display: string }[] = [],
): MaternityTelling {
  const writer = new RecordWriter(profile);
  writePatient(writer, links);
  // Names are drawn by generation: the parents’ suits.
  writeNextOfKin(writer, random, 'parent');
  const usual = { ...adultPhysiology(random, 'female', false), systolic: random.around(112, 10) };
  const allergies = writeAllergies(writer, random, addDays(epoch, -random.int(900, 3000)));
  writeHomeAlerts(writer, random, addDays(edd, BOOKING - 280));
  writeEarlierCare(writer, random, usual, edd);
  return {
    writer,
    random,
    epoch,
    edd,
    usual,
    allergies,
    someone: () => someoneOf(profile.team, random),
  };
}

function writeEarlierCare(writer: RecordWriter, random: Random, usual: Physiology, edd: string): void {
  for (const years of [1, 2, 3, 4]) {
    const date = addDays(edd, -280 - 365 * years + random.int(0, 200));
    writer.add('Immunization', {
      status: 'completed',
      vaccineCode: { text: years === 4 ? 'Tetanus, diphtheria and polio vaccine' : 'COVID-19 vaccine' },
      patient: writer.subject,
      occurrenceDateTime: date,
    });
    writer.contact({
      date,
      time: '17:10',
      minutes: 10,
      by: 'Practice nurse Helen Marsh',
      reason: years === 3 ? 'Cervical screening' : 'Contraception review',
      setting: 'AMB',
      readings: {
        bp: [random.around(usual.systolic, 6), random.around(72, 6)],
        weight: random.around(usual.weight - years, 1, 1),
        pulse: random.around(usual.pulse, 5),
        height: usual.height,
        smoking: 'Never smoked',
      },
      note:
        years === 3 ? 'Sample taken. Result: negative, routine recall.' : 'Well. Pill checked and renewed.',
    });
  }
}

/** Booking, scans and checks up to (not including) `until`; `babies` when they are born. */
export function writeAntenatalCare(telling: MaternityTelling, until: string, babies = 0): void {
  const { writer, random, edd } = telling;
  const on = (days: number) => addDays(edd, days - 280);
  const past = (days: number) => daysBetween(on(days), until) > 0;
  writeBooking(telling, on(BOOKING), babies > 0 ? 'completed' : 'active');
  if (past(DATING_SCAN)) {
    writer.readings(
      { crownRump: random.around(58, 3), edd, gestation: DATING_SCAN },
      instant(on(DATING_SCAN), '10:40'),
    );
    const words = gestationOn(edd, on(DATING_SCAN))?.words ?? '';
    const seen = babies > 1 ? 'twins, two heartbeats seen' : 'one fetus, heartbeat seen';
    const text = `Dating scan: ${seen}, ${words}. Agreed EDD ${formatDate(edd)}.`;
    writer.note('Dating scan', text, instant(on(DATING_SCAN), '11:00'), 'Ultrasound department');
  }
  if (past(ANOMALY_SCAN)) {
    const text = 'Anomaly scan: no abnormality seen. Placenta posterior, clear of the cervix.';
    writer.note('Anomaly scan', text, instant(on(ANOMALY_SCAN), '14:20'), 'Ultrasound department');
  }
  for (const days of SCHEDULE.slice(1)) if (past(days)) writeCheck(telling, days, on(days));
}

function writeBooking(
  { writer, random, usual, allergies, someone }: MaternityTelling,
  date: string,
  aspirin: 'active' | 'completed',
): void {
  const bmi = round((usual.weight * 10_000) / usual.height ** 2, 1);
  const set = vitalSigns(random, usual, { pregnant: true });
  writer.contact({
    date,
    time: '09:30',
    minutes: 60,
    by: someone(),
    reason: 'Booking',
    setting: 'AMB',
    readings: {
      bp: set.bp,
      pulse: usual.pulse,
      height: usual.height,
      weight: usual.weight,
      bmi,
      carbonMonoxide: random.int(1, 3),
      smoking: 'Never smoked',
      alcohol: 0,
      haemoglobin: random.around(124, 9),
      platelets: random.around(240, 50),
      bloodGroup: random.pick(['O positive', 'A positive', 'B positive', 'O negative', 'A negative']),
      screening: 'Offered and accepted; no action needed',
      urine: 'No abnormality',
      mood: 'Whooley questions: both no',
    },
    note: `Booking. BMI ${bmi}. Screening explained and accepted. Asked alone about safety at home: no concerns. Vitamin D and folic acid advised.`,
  });
  const prescription = { since: date, by: GP_PRACTICE };
  prescribe(writer, 'folicAcid', allergies, { ...prescription, status: 'completed' });
  prescribe(writer, 'vitaminD', allergies, prescription);
  // Until the birth, for those at risk of pre-eclampsia.
  if (random.chance(0.25)) prescribe(writer, 'aspirin', allergies, { ...prescription, status: aspirin });
}

function writeCheck({ writer, random, usual, edd, someone }: MaternityTelling, days: number, date: string) {
  const words = gestationOn(edd, date)?.words ?? '';
  const weeks = Math.floor(days / 7);
  const set = vitalSigns(random, usual, { pregnant: true });
  const height = random.around(weeks, 1.5);
  const heart = random.around(140, 10);
  writer.contact({
    date,
    time: daytime(random),
    minutes: 30,
    by: someone(),
    reason: 'Antenatal check',
    readings: {
      gestation: days,
      bp: set.bp,
      pulse: random.around(usual.pulse + 8, 5),
      urine: random.pick(['No abnormality', 'No abnormality', 'Trace of protein']),
      fetalHeart: heart,
      ...(weeks >= 24 ? { fundalHeight: height, movements: 'Usual pattern felt' } : {}),
      ...(weeks >= 36
        ? { presentation: random.pick(['Cephalic', 'Cephalic', 'Cephalic', 'Breech: for scan'] as const) }
        : {}),
      ...(weeks === 28 ? { haemoglobin: random.around(114, 8) } : {}),
      mood: random.pick(['Well supported', 'Well', 'Anxious about labour: talked through']),
    },
    note: `${words} weeks. ${inWords({ bp: set.bp })} Urine checked. ${
      weeks >= 24 ? `Fundal height ${height} cm, movements as usual. ` : ''
    }Fetal heart ${heart}. Next check as planned; knows whom to ring about movements, bleeding or headache.`,
  });
}
