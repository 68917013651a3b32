/** Everything written about one patient before the epoch. The same profile gives the same resources. */
import type { FhirResource } from '../../../record/fhir';
import { Random } from '../random';
import type { Profile } from '../roster';
import { tellCatheter } from './catheter';
import { tellFrailty } from './frailty';
import { tellInsulin } from './insulin';
import { tellLegUlcer } from './leg-ulcer';
import { tellNewborn } from './newborn';
import { tellPalliative } from './palliative';
import { tellPostnatal } from './postnatal';
import { tellPregnancy } from './pregnant';
import { tellResident } from './resident';

export function tell(profile: Profile, seed: string, epoch: string): FhirResource[] {
  const random = new Random(`${seed}/${profile.key}/story`);
  const { about } = profile;
  switch (about.kind) {
    case 'leg-ulcer':
      return tellLegUlcer(profile, epoch, random);
    case 'insulin':
      return tellInsulin(profile, epoch, random, about.daily);
    case 'catheter':
      return tellCatheter(profile, epoch, random);
    case 'palliative':
      return tellPalliative(profile, epoch, random, about.syringeDriver);
    case 'frailty':
      return tellFrailty(profile, epoch, random);
    case 'resident':
      return tellResident(profile, epoch, random, about.home.name);
    case 'pregnant':
      return tellPregnancy(profile, epoch, random, about.edd);
    case 'postnatal':
      return tellPostnatal(profile, epoch, random, about.born, about.babies);
    case 'newborn':
      return tellNewborn(profile, epoch, random, about.born, about.mother);
  }
}
