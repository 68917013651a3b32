/** A long-term urinary catheter: changed every twelve weeks, checked between, now and then infected or blocked. */
import { addDays } from '../../../clinical/dates';
import { writeCarePlan } from '../care-plan';
import { inWords, vitalSigns } from '../physiology';
import type { Random } from '../random';
import type { Profile } from '../roster';
import { addProblem, beginAdult } from './adult';
import { daytime } from './staff';

const TYPES = ['Change', 'Check', 'Check', 'Change', 'Check', 'Check', 'Change', 'Check'] as const;

export function tellCatheter(profile: Profile, epoch: string, random: Random) {
  const telling = beginAdult(profile, epoch, random, { problems: ['retention'], companions: 4 });
  const { writer, usual, someone, allergies } = telling;
  const charriere = profile.sex === 'female' ? 12 : 14;
  const made = allergies.includes('latex')
    ? `all-silicone, ${charriere} Ch (latex allergy)`
    : `all-silicone, ${charriere} Ch`;
  const catheter = addProblem(telling, 'catheter', 250);
  const infection = random.chance(0.4);
  writeCarePlan(writer, {
    title: 'Catheter care',
    since: addDays(epoch, -240),
    by: someone(),
    addresses: [catheter],
    goals: [
      'Catheter draining, with no blockage',
      'No catheter infection',
      'Manages bag changes, alone or with help',
    ],
    activities: [
      [`Change the catheter: ${made}, 10 ml balloon`, 'Every 12 weeks'],
      ['Check drainage, skin and fixing strap', 'Every 4 weeks'],
      ['Supply of day and night bags', 'Every 4 weeks'],
    ],
  });

  const phase = random.int(2, 12);
  TYPES.forEach((type, i) => {
    const daysAgo = phase + (TYPES.length - 1 - i) * 28;
    const ill = infection && i === 4;
    const urine = ill ? 'Cloudy, offensive, with sediment' : random.pick(['Clear, straw', 'Clear, pale']);
    const set = vitalSigns(random, usual, { ill: ill ? 0.6 : 0 });
    const given = ill ? telling.prescribe('trimethoprim', daysAgo, 'completed') : undefined;
    const did =
      type === 'Change'
        ? `Catheter changed without difficulty: ${made}. Residual drained, balloon 10 ml.`
        : 'Catheter in place and draining, strap renewed, skin clean and dry.';
    writer.contact({
      date: addDays(epoch, -daysAgo),
      time: daytime(random),
      minutes: 30,
      by: someone(),
      reason: type === 'Change' ? 'Catheter change' : 'Catheter check',
      readings: { drainage: urine, ...(ill || type === 'Change' ? set : { temperature: usual.temperature }) },
      note: `${did} Urine ${urine.toLowerCase()}.${ill ? ` Feels unwell: ${inWords(set)} GP rung: ${given ?? 'antibiotic'} started, specimen sent.` : ''}`,
    });
  });
  return writer.resources;
}
