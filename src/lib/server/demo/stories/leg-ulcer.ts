/** A venous leg ulcer: weekly dressings under compression, the wound healing or (in a third) stalled. */
import { addDays } from '../../../clinical/dates';
import { writeCarePlan } from '../care-plan';
import type { Random } from '../random';
import type { Profile } from '../roster';
import { addProblem, beginAdult } from './adult';
import { daytime } from './staff';

const WEEKS = 7;

export function tellLegUlcer(profile: Profile, epoch: string, random: Random) {
  const telling = beginAdult(profile, epoch, random, { problems: ['varicose'] });
  const { writer, usual, someone } = telling;
  const side = random.pick(['left', 'right']);
  const stalled = random.chance(0.33);
  const infectedWeek = random.chance(0.25) ? 5 : undefined;
  const ulcer = addProblem(telling, 'legUlcer', WEEKS * 7 + random.int(20, 160));
  telling.prescribe('zincPaste', WEEKS * 7);
  telling.prescribe('paracetamol', 120);
  writeCarePlan(writer, {
    title: 'Leg ulcer care',
    since: addDays(epoch, -WEEKS * 7),
    by: someone(),
    addresses: [ulcer],
    goals: [
      `Wound on the ${side} leg healed`,
      'Pain at dressing changes 3 of 10 or less',
      'No infection of the wound',
    ],
    activities: [
      [`Compression bandage to the ${side} leg, toe to knee`, 'Weekly'],
      ['Measure the wound and take a photograph', 'Every 4 weeks'],
      ['Check ankle circumference and skin of both legs', 'Every 4 weeks'],
      ['Encourage walking and leg elevation', 'Every visit'],
    ],
  });

  let length = random.int(28, 62);
  let width = Math.round((length * random.int(45, 85)) / 100);
  const phase = random.int(1, 7);
  for (let week = WEEKS - 1; week >= 0; week--) {
    const date = addDays(epoch, -phase - week * 7);
    const infected = week === infectedWeek;
    const before = `${length} × ${width} mm`;
    const change = infected ? 1.08 : stalled ? random.around(1, 0.03, 2) : random.around(0.91, 0.03, 2);
    [length, width] = [Math.round(length * change), Math.round(width * change)];
    const pain = Math.min(10, random.int(1, 3) + (infected ? 4 : 0));
    const exudate = infected ? 'Heavy, green, with odour' : random.pick(['Low, clear', 'Moderate, clear']);
    const outcome = infected
      ? 'Skin round it warm and red: discussed with the GP, antibiotics started. To be seen again in 2 days.'
      : stalled
        ? 'No real change for some weeks: for review by the tissue viability nurse.'
        : 'Granulating well, edges coming in.';
    writer.contact({
      date,
      time: daytime(random),
      minutes: 40,
      by: someone(),
      reason: 'Leg ulcer dressing and compression',
      readings: {
        woundLength: length,
        woundWidth: width,
        woundArea: length * width,
        exudate,
        pain,
        ...(week % 4 === 0 ? { ankle: random.around(24, 2, 1), pulse: random.around(usual.pulse, 5) } : {}),
        ...(week === WEEKS - 1 ? { abpi: random.around(1.02, 0.1, 2) } : {}),
      },
      note: `Ulcer of the ${side} lower leg ${length} × ${width} mm (was ${before}). Exudate: ${exudate.toLowerCase()}. Pain ${pain} of 10. ${outcome} Redressed, compression renewed.`,
    });
    if (infected) telling.prescribe('flucloxacillin', phase + week * 7, 'completed');
  }
  return writer.resources;
}
