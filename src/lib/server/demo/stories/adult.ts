/** The beginning that the records of all nursing patients and residents share, and what a story then tells with. */
import { addDays } from '../../../clinical/dates';
import {
  GP_PRACTICE,
  writeAboutMe,
  writeAllergies,
  writeHomeAlerts,
  writeNextOfKin,
  writePatient,
  writeVaccinations,
  writeYearlyReviews,
} from '../background';
import { PROBLEMS, type Problem } from '../codes';
import { prescribe, type Allergen, type MedicineKey } from '../medicines';
import { adultPhysiology, type Physiology } from '../physiology';
import type { Random } from '../random';
import type { Profile } from '../roster';
import { RecordWriter } from '../writer';
import { someoneOf } from './staff';

export interface Telling {
  writer: RecordWriter;
  random: Random;
  /** Everything told lies before this day. */
  epoch: string;
  usual: Physiology;
  allergies: Allergen[];
  /** Conditions written, by problem. */
  problems: Map<Problem, { reference: string }>;
  /** A colleague of the patient's team. */
  someone: () => string;
  prescribe: (key: MedicineKey, daysAgo: number, status?: 'active' | 'completed') => string | undefined;
}

/** What comes with what: a second problem and the medicines that go with it. */
const COMPANIONS: readonly [Problem, readonly MedicineKey[]][] = [
  ['hypertension', ['ramipril', 'amlodipine']],
  ['heart', ['bisoprolol', 'furosemide']],
  ['fibrillation', ['apixaban']],
  ['stroke', ['clopidogrel', 'atorvastatin']],
  ['arthritis', ['paracetamol', 'ibuprofenGel']],
  ['thyroid', ['levothyroxine']],
  ['copd', ['tiotropium', 'salbutamol']],
  ['osteoporosis', ['alendronic', 'colecalciferol']],
  ['depression', ['sertraline']],
  ['kidney', ['omeprazole']],
];
/** Not given together in these records: two blood thinners. */
const CLASH: Partial<Record<Problem, Problem>> = { fibrillation: 'stroke' };

export interface Beginning {
  problems: readonly Problem[];
  frail?: boolean;
  companions?: number;
}

export function beginAdult(profile: Profile, epoch: string, random: Random, beginning: Beginning): Telling {
  const writer = new RecordWriter(profile);
  const usual = adultPhysiology(random, profile.sex, beginning.frail ?? false);
  writePatient(writer);
  const allergies = writeAllergies(writer, random, addDays(epoch, -random.int(1500, 4000)));
  const inHome = profile.about.kind === 'resident';
  const { alone } = inHome ? { alone: true } : writeHomeAlerts(writer, random, addDays(epoch, -400));
  writeNextOfKin(writer, random, random.pick(alone ? ['child', 'sibling'] : ['child', 'spouse', 'sibling']));
  writeVaccinations(writer, epoch);
  writeYearlyReviews(writer, random, usual, epoch);
  writeAboutMe(writer, random, addDays(epoch, -random.int(40, 300)));

  const telling: Telling = {
    writer,
    random,
    epoch,
    usual,
    allergies,
    problems: new Map(),
    someone: () => someoneOf(profile.team, random),
    prescribe: (key, daysAgo, status) =>
      prescribe(writer, key, allergies, {
        since: addDays(epoch, -daysAgo),
        by: GP_PRACTICE,
        ...(status ? { status } : {}),
      }),
  };
  for (const problem of beginning.problems) addProblem(telling, problem, random.int(300, 1400));
  const others = COMPANIONS.filter(([problem]) => !beginning.problems.includes(problem));
  const chosen = random.sample(others, beginning.companions ?? 3);
  for (const [problem, medicines] of chosen) {
    const clash = CLASH[problem];
    if (clash && chosen.some(([other]) => other === clash)) continue;
    addProblem(telling, problem, random.int(900, 5000));
    for (const medicine of medicines) telling.prescribe(medicine, random.int(200, 900));
  }
  return telling;
}

export function addProblem(
  { writer, problems, epoch }: Telling,
  problem: Problem,
  daysAgo: number,
): { reference: string } {
  const reference = writer.problem(PROBLEMS[problem], addDays(epoch, -daysAgo));
  problems.set(problem, reference);
  return reference;
}
