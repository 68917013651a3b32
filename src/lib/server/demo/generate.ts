/** The whole demo organisation, pure and lazy: the same seed and epoch give the same bytes, patient by patient. */
import type { FhirResource } from '../../record/fhir';
import type { OrganisationUser, Team } from '../access/organisation';
import { HOME_TEAM, OTHER_USERS, roster, TEAMS, USERS, type Profile, type RosterOptions } from './roster';
import { tell } from './stories/tell';

export interface GeneratedPatient {
  profile: Profile;
  resources: FhirResource[];
}

export interface GeneratedOrganisation {
  users: OrganisationUser[];
  teams: Team[];
  /** One at a time, so that ten thousand need no memory. */
  patients: () => Generator<GeneratedPatient>;
  /** The patients without their records: enough to plan visits with. */
  profiles: () => Profile[];
}

export function generateOrganisation(options: RosterOptions): GeneratedOrganisation {
  return {
    users: [...USERS, ...OTHER_USERS],
    teams: [...Object.values(TEAMS), HOME_TEAM],
    *patients() {
      for (const profile of roster(options)) {
        yield { profile, resources: tell(profile, options.seed, options.epoch) };
      }
    },
    profiles: () => [...roster(options)],
  };
}
