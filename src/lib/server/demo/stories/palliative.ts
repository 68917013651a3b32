/** Palliative care at home: symptoms, anticipatory medicines in the house, for a few a syringe driver. */
import { addDays } from '../../../clinical/dates';
import { GP, GP_PRACTICE, writeDnacpr } from '../background';
import { writeCarePlan } from '../care-plan';
import { prescribeAs } from '../medicines';
import type { Random } from '../random';
import type { Profile } from '../roster';
import { addProblem, beginAdult, type Telling } from './adult';
import { daytime } from './staff';

const VISITS = 8;
const ANTICIPATORY: readonly [string, string][] = [
  ['Morphine 10 mg/ml injection', '2.5 mg under the skin, up to hourly, for pain or breathlessness'],
  ['Midazolam 10 mg/2 ml injection', '2.5 mg under the skin, up to hourly, for agitation'],
  ['Levomepromazine 25 mg/ml injection', '6.25 mg under the skin, up to 4-hourly, for nausea'],
  [
    'Hyoscine butylbromide 20 mg/ml injection',
    '20 mg under the skin, up to 4-hourly, for respiratory secretions',
  ],
];

export function tellPalliative(profile: Profile, epoch: string, random: Random, syringeDriver: boolean) {
  const telling = beginAdult(profile, epoch, random, { problems: [], frail: true, companions: 2 });
  const { writer, someone } = telling;
  const cancer = addProblem(telling, 'cancer', random.int(200, 900));
  writeDnacpr(writer, addDays(epoch, -random.int(30, 90)));
  writer.flag('On the palliative care register', 'clinical', addDays(epoch, -95));
  prescribeForComfort(telling, syringeDriver);
  const place = random.pick(['at home', 'at home', 'at the hospice']);
  writeCarePlan(writer, {
    title: 'Palliative care plan',
    since: addDays(epoch, -60),
    by: someone(),
    addresses: [cancer],
    goals: [
      'Comfortable, pain 3 of 10 or less',
      `To be cared for and to die ${place}`,
      'Family knows whom to ring, day and night',
    ],
    activities: [
      ['Ask about pain, nausea, breathlessness, bowels and sleep', 'Every visit'],
      ['Check anticipatory medicines in the house: amounts and dates', 'Weekly'],
      ['Pressure areas and mouth care', 'Every visit'],
      syringeDriver
        ? ['Renew the syringe driver, check site and rate', 'Every 24 hours']
        : ['Review whether a syringe driver is needed', 'Every visit'],
    ],
  });

  const gap = syringeDriver ? 1 : 4;
  for (let i = VISITS - 1; i >= 0; i--) {
    const pain = random.int(1, 4) + (i > 5 ? 2 : 0);
    const symptom = random.pick([
      'Tired, sleeping more',
      'Nausea on and off',
      'Breathless on moving',
      'Settled',
    ]);
    const appetite = random.pick(['Small meals', 'Sips and ice cream only', 'Eating little, drinking']);
    writer.contact({
      date: addDays(epoch, -1 - i * gap),
      time: daytime(random),
      minutes: 45,
      by: someone(),
      reason: syringeDriver ? 'Syringe driver and symptom review' : 'Palliative care visit',
      readings: {
        pain,
        symptom,
        appetite,
        skin: random.pick(['Intact', 'Sacrum red, blanching; turned and cushion checked']),
        ...(syringeDriver ? { siteCheck: 'Site clean, rate correct, light green' } : {}),
      },
      note: `${symptom}. Pain ${pain} of 10. ${appetite}. ${
        syringeDriver
          ? 'Syringe driver renewed as prescribed, site clean, lock on.'
          : 'Anticipatory medicines in the house, not needed so far.'
      } Talked with family; they have the out-of-hours number.`,
    });
  }
  return writer.resources;
}

function prescribeForComfort({ writer, epoch, prescribe }: Telling, syringeDriver: boolean): void {
  for (const [name, dose] of ANTICIPATORY) {
    prescribeAs(writer, name, dose, { since: addDays(epoch, -40), by: GP });
  }
  prescribe('senna', 60);
  prescribe('macrogol', 60);
  if (!syringeDriver) {
    prescribe('morphineMr', 45);
    prescribe('oramorph', 45);
    return;
  }
  const dose = '10 mg with midazolam 10 mg over 24 hours by syringe driver, under the skin';
  prescribeAs(writer, 'Morphine sulfate injection', dose, {
    since: addDays(epoch, -9),
    by: GP_PRACTICE,
  });
}
