/** Who is in the demo organisation: teams, users and patients, before anything is written about them. */
import { addDays } from '../../clinical/dates';
import { adultName, babyName, youngWomanName, type Name, type Sex } from './names';
import { CARE_HOMES, homeAddress, landline, mobile, type Address, type CareHome } from './places';
import { Random } from './random';
import { testNhsNumber } from './test-numbers';

export const TEAMS = {
  nursing: { id: 'community-nursing', name: 'Testbury Community Nursing Team', kind: 'team' },
  round: { id: 'care-home-round', name: 'Sampleford Surgery care home round', kind: 'round' },
  midwifery: { id: 'community-midwifery', name: 'Testbury Community Midwives', kind: 'team' },
} as const;
export type TeamId = (typeof TEAMS)[keyof typeof TEAMS]['id'];

/** The staff of one care home look after its residents; they have no visits of their own. */
export const HOME_TEAM = { id: 'larkfield-house', name: CARE_HOMES[0].name, kind: 'team' } as const;

const member = (id: string, name: string, role: string, ...teams: { id: string; name: string }[]) => ({
  id,
  username: id,
  name,
  role,
  teams: teams.map(({ id, name }) => ({ id, name })),
});

/** The first is the one that a newcomer signs in as. */
export const USERS = [
  member('nurse', 'Amara Okafor', 'community-nurse', TEAMS.nursing),
  member('nurse2', 'Tom Hargreaves', 'community-nurse', TEAMS.nursing),
  member('gp', 'Dr Priya Raman', 'gp', TEAMS.round),
  member('gp2', 'Dr Owen Beddoes', 'gp', TEAMS.round),
  member('midwife', 'Grace Tennant', 'midwife', TEAMS.midwifery),
  member('midwife2', 'Fatima Siddiqui', 'midwife', TEAMS.midwifery),
  member('both', 'Joanna Whitlock', 'community-nurse', TEAMS.nursing, TEAMS.round),
  member('privacy', 'Helen Adeyemi', 'privacy-officer'),
  member('admin', 'Robert Castle', 'administrator'),
];
/** The other roles. None of them wrote anything in the records. */
export const OTHER_USERS = [
  member('assistant', 'Kemi Lawal', 'healthcare-assistant', TEAMS.nursing),
  member('lead', 'Ruth Abernethy', 'team-lead', TEAMS.nursing),
  member('carehome', 'Lena Fischer', 'care-home', HOME_TEAM),
  member('carehome2', 'Marek Dolan', 'care-home', HOME_TEAM),
];
export const NURSES = ['nurse', 'nurse2', 'both'] as const;
export const GPS = ['gp', 'gp2'] as const;
export const MIDWIVES = ['midwife', 'midwife2'] as const;

export type Kind =
  | { kind: 'leg-ulcer' }
  /** `daily`: the team gives the insulin; otherwise the patient injects and the team reviews. */
  | { kind: 'insulin'; daily: boolean }
  | { kind: 'catheter' }
  | { kind: 'palliative'; syringeDriver: boolean }
  | { kind: 'frailty' }
  | { kind: 'resident'; home: CareHome; homeIndex: number; room: number }
  | { kind: 'pregnant'; edd: string }
  | { kind: 'postnatal'; born: string; babies: { id: string; name: Name; nhsNumber: string }[] }
  | { kind: 'newborn'; born: string; mother: { id: string; name: Name; nhsNumber: string; phone: string } };

/** One patient of the organisation. `id` is the record's opaque id and the id of the Patient resource. */
export interface Profile {
  key: string;
  id: string;
  /** Counts the patients of a team, from 0: spreads work and dates. */
  ordinal: number;
  team: TeamId;
  /** Whose visits these are. */
  practitionerId: string;
  name: Name;
  sex: Sex;
  birthDate: string;
  nhsNumber: string;
  address: Address;
  phone: string;
  /** Where they live is kept back. */
  restricted?: boolean;
  about: Kind;
}

export interface RosterOptions {
  seed: string;
  /** Size of the community nursing team. */
  patients: number;
  /** The day of the first fill: everything written lies before it. */
  epoch: string;
  patientIdOf: (key: string) => string;
}

/** Of the nursing team; the other teams belong to one of this size. With a smaller one they are smaller too, with a larger one they are not. */
export const DEFAULT_PATIENTS = 300;
/** Less of the other teams is no team. */
const LEAST_SHARE = 0.2;
const RESIDENTS = 60;
const PREGNANT = 50;
const POSTNATAL = 30;
/** The mix of the nursing team, in twenties: 7 leg ulcers, 3 insulin, 3 catheters, 2 palliative, 5 frailty. */
const MIX = 'LIFLCPLFILCFLPLFICLF';
const DAILY_INSULIN = 9;
const SYRINGE_DRIVERS = 3;
/** The one restricted patient, by ordinal. */
const RESTRICTED = 11;

export function* roster(options: RosterOptions): Generator<Profile> {
  yield* nursingPatients(options);
  for (const i of someOf(RESIDENTS, options)) yield resident(options, i);
  for (const i of someOf(PREGNANT, options)) yield pregnantWoman(options, i);
  for (const i of someOf(POSTNATAL, options)) yield* motherAndBabies(options, i);
}

/** By steps of the golden ratio: evenly from among all, and whoever is in a small organisation is in each larger one. */
function someOf(all: number, { patients }: RosterOptions): number[] {
  const share = Math.max(LEAST_SHARE, patients / DEFAULT_PATIENTS);
  return Array.from({ length: all }, (_, i) => i).filter((i) => (i * 0.618034) % 1 < share);
}

const AGES: Record<'L' | 'I' | 'C' | 'P' | 'F', [number, number]> = {
  L: [62, 92],
  I: [49, 89],
  C: [60, 93],
  P: [54, 94],
  F: [78, 99],
};

function* nursingPatients(options: RosterOptions): Generator<Profile> {
  const seen = { I: 0, P: 0 };
  for (let i = 0; i < options.patients; i++) {
    const letter = (MIX[i % MIX.length] ?? 'F') as keyof typeof AGES;
    const about: Kind = {
      L: { kind: 'leg-ulcer' as const },
      I: { kind: 'insulin' as const, daily: letter === 'I' && seen.I++ < DAILY_INSULIN },
      C: { kind: 'catheter' as const },
      P: { kind: 'palliative' as const, syringeDriver: letter === 'P' && seen.P++ < SYRINGE_DRIVERS },
      F: { kind: 'frailty' as const },
    }[letter];
    const key = `nursing-${i}`;
    const random = new Random(`${options.seed}/${key}/person`);
    const sex = random.chance(letter === 'C' ? 0.3 : 0.56) ? 'female' : 'male';
    // The daily insulin and syringe drivers are dealt round the nurses, not by chance, so that each has some.
    const turn = about.kind === 'insulin' && about.daily ? seen.I : letter === 'P' ? seen.P : i;
    yield {
      key,
      id: options.patientIdOf(key),
      ordinal: i,
      team: TEAMS.nursing.id,
      practitionerId: NURSES[turn % NURSES.length] ?? NURSES[0],
      name: adultName(random, sex),
      sex,
      birthDate: bornYearsBefore(random, options.epoch, ...AGES[letter]),
      nhsNumber: testNhsNumber(i),
      address: homeAddress(random),
      phone: landline(random),
      restricted: i === RESTRICTED,
      about,
    };
  }
}

function resident(options: RosterOptions, i: number): Profile {
  const key = `resident-${i}`;
  const random = new Random(`${options.seed}/${key}/person`);
  const sex = random.chance(0.7) ? 'female' : 'male';
  const homeIndex = i < RESIDENTS / 2 ? 0 : 1;
  const home = CARE_HOMES[homeIndex];
  const room = (i % (RESIDENTS / 2)) + 1;
  return {
    key,
    id: options.patientIdOf(key),
    ordinal: i,
    team: TEAMS.round.id,
    practitionerId: GPS[homeIndex],
    name: adultName(random, sex),
    sex,
    birthDate: bornYearsBefore(random, options.epoch, 76, 101),
    nhsNumber: testNhsNumber(20_000 + i),
    address: { ...home.address, line: [`Room ${room}`, ...home.address.line] },
    phone: home.phone,
    about: { kind: 'resident', home, homeIndex, room },
  };
}

function woman(options: RosterOptions, key: string, ordinal: number, random: Random): Omit<Profile, 'about'> {
  return {
    key,
    id: options.patientIdOf(key),
    ordinal,
    team: TEAMS.midwifery.id,
    practitionerId: MIDWIVES[ordinal % MIDWIVES.length] ?? MIDWIVES[0],
    name: youngWomanName(random),
    sex: 'female',
    birthDate: bornYearsBefore(random, options.epoch, 19, 42),
    nhsNumber: testNhsNumber(30_000 + ordinal),
    address: homeAddress(random),
    phone: mobile(random),
  };
}

/** Spread evenly from 13 to 41 weeks on the first day, so that some are due on each day that follows. */
function pregnantWoman(options: RosterOptions, i: number): Profile {
  const key = `pregnancy-${i}`;
  const random = new Random(`${options.seed}/${key}/person`);
  const gestationDays = 91 + Math.floor((i * 196) / PREGNANT);
  const edd = addDays(options.epoch, 280 - gestationDays);
  return { ...woman(options, key, i, random), about: { kind: 'pregnant', edd } };
}

/** Births from 3 to 27 days before the first day; every tenth is of twins. */
function* motherAndBabies(options: RosterOptions, i: number): Generator<Profile> {
  const key = `postnatal-${i}`;
  const random = new Random(`${options.seed}/${key}/person`);
  const mother = woman(options, key, PREGNANT + i, random);
  const born = addDays(options.epoch, -(3 + Math.floor((i * 25) / POSTNATAL)));
  const babies = Array.from({ length: i % 10 === 4 ? 2 : 1 }, (_, b) => {
    const sex: Sex = random.chance(0.5) ? 'female' : 'male';
    return {
      key: `${key}-baby-${b}`,
      id: options.patientIdOf(`${key}-baby-${b}`),
      name: babyName(random, sex, mother.name.family),
      sex,
      nhsNumber: testNhsNumber(40_000 + i * 4 + b),
    };
  });
  const links = babies.map(({ id, name, nhsNumber }) => ({ id, name, nhsNumber }));
  yield { ...mother, about: { kind: 'postnatal', born, babies: links } };
  const { id, name, nhsNumber, phone } = mother;
  for (const baby of babies) {
    const about: Kind = { kind: 'newborn', born, mother: { id, name, nhsNumber, phone } };
    yield { ...mother, ...baby, birthDate: born, about };
  }
}

function bornYearsBefore(random: Random, epoch: string, youngest: number, oldest: number): string {
  const years = random.int(youngest, oldest);
  return addDays(epoch, -Math.floor(years * 365.25) - random.int(1, 364));
}
