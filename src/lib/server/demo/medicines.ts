/**
 * Medicines of the demo records with ordinary adult doses as a repeat list words them. Illustrative only: nobody is to
 * prescribe from here. `avoid` names the recorded allergies with which it is not given, `instead` what is given then.
 */
import { isType } from '../../record/fhir';
import type { RecordWriter } from './writer';

export type Allergen = 'penicillin' | 'trimethoprim' | 'codeine' | 'nsaid' | 'latex' | 'adhesive';

interface Medicine {
  name: string;
  dose: string;
  avoid?: Allergen;
  instead?: string;
}

const once = (name: string, dose: string): Medicine => ({ name, dose });

const MEDICINES = {
  ramipril: once('Ramipril 5 mg capsules', 'One once a day'),
  amlodipine: once('Amlodipine 5 mg tablets', 'One once a day'),
  bisoprolol: once('Bisoprolol 2.5 mg tablets', 'One in the morning'),
  furosemide: once('Furosemide 40 mg tablets', 'One in the morning'),
  atorvastatin: once('Atorvastatin 20 mg tablets', 'One at night'),
  metformin: once('Metformin 500 mg tablets', 'One twice a day with meals'),
  apixaban: once('Apixaban 2.5 mg tablets', 'One twice a day'),
  clopidogrel: once('Clopidogrel 75 mg tablets', 'One once a day'),
  omeprazole: once('Omeprazole 20 mg capsules', 'One in the morning before food'),
  levothyroxine: once('Levothyroxine 75 microgram tablets', 'One in the morning, half an hour before food'),
  sertraline: once('Sertraline 50 mg tablets', 'One in the morning'),
  memantine: once('Memantine 10 mg tablets', 'One once a day'),
  alendronic: once('Alendronic acid 70 mg tablets', 'One a week, sitting up, with a full glass of water'),
  colecalciferol: once('Colecalciferol 800 unit capsules', 'One once a day'),
  salbutamol: once('Salbutamol 100 microgram inhaler', 'Two puffs when needed, up to four times a day'),
  tiotropium: once('Tiotropium 18 microgram inhalation capsules', 'One inhaled once a day'),
  senna: once('Senna 7.5 mg tablets', 'Two at night'),
  macrogol: once('Macrogol compound oral powder', 'One sachet once or twice a day'),
  paracetamol: once('Paracetamol 500 mg tablets', 'Two up to four times a day, at least 4 hours apart'),
  zincPaste: once('Emollient ointment', 'To both lower legs at each dressing change'),
  codeine: {
    name: 'Codeine 30 mg tablets',
    dose: 'One up to four times a day when needed for pain',
    avoid: 'codeine',
    instead: 'paracetamol',
  },
  ibuprofenGel: {
    name: 'Ibuprofen 5% gel',
    dose: 'To the sore joint up to three times a day',
    avoid: 'nsaid',
    instead: 'paracetamol',
  },
  flucloxacillin: {
    name: 'Flucloxacillin 500 mg capsules',
    dose: 'One four times a day for 7 days, on an empty stomach',
    avoid: 'penicillin',
    instead: 'doxycycline',
  },
  doxycycline: once('Doxycycline 100 mg capsules', 'Two on the first day, then one a day, 7 days in all'),
  amoxicillin: {
    name: 'Amoxicillin 500 mg capsules',
    dose: 'One three times a day for 5 days',
    avoid: 'penicillin',
    instead: 'doxycycline',
  },
  trimethoprim: {
    name: 'Trimethoprim 200 mg tablets',
    dose: 'One twice a day for 7 days',
    avoid: 'trimethoprim',
    instead: 'nitrofurantoin',
  },
  nitrofurantoin: once('Nitrofurantoin MR 100 mg capsules', 'One twice a day for 7 days, with food'),
  cefalexin: once('Cefalexin 500 mg capsules', 'One twice a day for 7 days'),
  morphineMr: once('Morphine sulfate MR 15 mg tablets', 'One every 12 hours'),
  oramorph: once('Morphine sulfate 10 mg/5 ml oral solution', '2.5 ml to 5 ml up to hourly for pain'),
  lowHeparin: once('Dalteparin 5,000 units/0.2 ml injection', 'One once a day under the skin for 10 days'),
  folicAcid: once('Folic acid 400 microgram tablets', 'One once a day until 12 weeks'),
  vitaminD: once('Colecalciferol 400 unit tablets', 'One once a day throughout pregnancy and feeding'),
  iron: once('Ferrous fumarate 210 mg tablets', 'One once a day'),
  aspirin: { name: 'Aspirin 75 mg tablets', dose: 'Two at night from 12 weeks', avoid: 'nsaid' },
} satisfies Record<string, Medicine>;
export type MedicineKey = keyof typeof MEDICINES;

interface Prescription {
  since: string;
  by: string;
  /** `completed` for a finished course. */
  status?: 'active' | 'completed';
}

/**
 * Prescribes, or what is given instead when an allergy forbids it, or nothing when there is none. What the patient takes
 * already is not prescribed a second time. Gives what it was.
 */
export function prescribe(
  writer: RecordWriter,
  key: MedicineKey,
  allergies: readonly Allergen[],
  { since, by, status = 'active' }: Prescription,
): string | undefined {
  const { name, dose, avoid, instead }: Medicine = MEDICINES[key];
  if (avoid !== undefined && allergies.includes(avoid)) {
    return isMedicine(instead) ? prescribe(writer, instead, allergies, { since, by, status }) : undefined;
  }
  if (status !== 'active' || !takes(writer, name)) prescribeAs(writer, name, dose, { since, by, status });
  return name;
}

function takes({ resources }: RecordWriter, name: string): boolean {
  return resources
    .filter((resource) => isType(resource, 'MedicationRequest'))
    .some((taken) => taken.status === 'active' && taken.medicationCodeableConcept?.text === name);
}

function isMedicine(key: string | undefined): key is MedicineKey {
  return key !== undefined && key in MEDICINES;
}

/** A medicine whose dose is this patient's own, such as insulin. */
export function prescribeAs(
  writer: RecordWriter,
  name: string,
  dose: string,
  { since, by, status = 'active' }: Prescription,
): void {
  writer.add('MedicationRequest', {
    status,
    intent: 'order',
    medicationCodeableConcept: { text: name },
    subject: writer.subject,
    authoredOn: since,
    requester: { display: by },
    dosageInstruction: [{ text: dose }],
  });
}
