/** A pregnancy, told up to the day before the epoch. */
import { addDays } from '../../../clinical/dates';
import { GP_PRACTICE } from '../background';
import { writeCarePlan } from '../care-plan';
import { PROBLEMS } from '../codes';
import { prescribe } from '../medicines';
import type { Random } from '../random';
import type { Profile } from '../roster';
import { beginMaternity, writeAntenatalCare } from './maternity';

export function tellPregnancy(profile: Profile, epoch: string, random: Random, edd: string) {
  const telling = beginMaternity(profile, epoch, edd, random);
  const { writer, allergies, someone } = telling;
  const booking = addDays(edd, 56 - 280);
  const pregnancy = writer.problem(PROBLEMS.pregnancy, addDays(edd, -280));
  writer.readings({ edd }, `${booking}T09:45:00Z`, someone());
  if (random.chance(0.3)) {
    prescribe(writer, 'iron', allergies, { since: addDays(booking, 21), by: GP_PRACTICE });
  }
  writeAntenatalCare(telling, epoch);
  writeCarePlan(writer, {
    title: 'Pregnancy and birth plan',
    since: booking,
    by: someone(),
    addresses: [pregnancy],
    goals: [
      random.pick(['Birth at the midwife-led unit', 'Birth in hospital', 'Birth at home']),
      'Same midwife at most checks',
      random.pick(['To breastfeed', 'To decide about feeding after the birth']),
    ],
    activities: [
      ['Antenatal checks', 'By the schedule: 16, 25, 28, 31, 34, 36, 38, 40 and 41 weeks'],
      ['Talk about movements, and when to ring', 'Every check from 24 weeks'],
      ['Whooping cough and influenza vaccine', 'Once, from 16 weeks'],
      ['Birth preferences written down', 'By 36 weeks'],
    ],
  });
  return writer.resources;
}
