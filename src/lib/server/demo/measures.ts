/** What is measured in the demo records: name, code and unit of each kind of reading. */
import type { CodeableConcept } from '@medplum/fhirtypes';
import { loinc, NEWS2_TOTAL, own, OWN, snomed } from '../../record/codes';
import { CONSCIOUSNESS_WORDS, VITAL_SIGNS, type VitalSign } from '../../record/vital-signs';
import { coded } from './codes';

export interface Measure {
  code: CodeableConcept;
  category: 'vital-signs' | 'laboratory' | 'exam' | 'survey';
  /** UCUM; absent for a reading that is words. */
  unit?: string;
  /** As people write it, when that is not the UCUM form. */
  words?: string;
}

/** Coded as what clinicians file here, so that a new reading continues the series. */
const vital = ({ code, unit, ucum }: VitalSign): Measure => ({
  code,
  category: 'vital-signs',
  unit: ucum,
  words: unit,
});
const size = (text: string, code: string, display: string, unit: string, words = unit): Measure => ({
  code: coded(text, loinc(code, display)),
  category: 'vital-signs',
  unit,
  words,
});
const lab = (text: string, unit: string, words: string, code?: [string, string]): Measure => ({
  code: coded(text, ...(code ? [loinc(...code)] : [])),
  category: 'laboratory',
  unit,
  words,
});
const exam = (text: string, unit?: string, words?: string, code?: [string, string]): Measure => ({
  code: coded(text, ...(code ? [loinc(...code)] : [])),
  category: 'exam',
  ...(unit === undefined ? {} : { unit }),
  ...(words === undefined ? {} : { words }),
});

export const MEASURES = {
  respirationRate: vital(VITAL_SIGNS.respirationRate),
  spo2: vital(VITAL_SIGNS.spo2),
  pulse: vital(VITAL_SIGNS.pulse),
  temperature: vital(VITAL_SIGNS.temperature),
  weight: vital(VITAL_SIGNS.weight),
  glucose: { ...vital(VITAL_SIGNS.glucose), category: 'laboratory' },
  height: size('Height', '8302-2', 'Body height', 'cm'),
  bmi: size('Body mass index', '39156-5', 'Body mass index (BMI) [Ratio]', 'kg/m2', 'kg/m²'),
  headCircumference: size('Head circumference', '9843-4', 'Head Occipital-frontal circumference', 'cm'),
  airOrOxygen: { code: coded('Air or oxygen', own(OWN.airOrOxygen)), category: 'vital-signs' },
  consciousness: {
    code: coded('Consciousness (ACVPU)', snomed('1104441000000107'), loinc('80288-4')),
    category: 'survey',
  },
  news2: {
    code: coded('NEWS2 total', snomed(NEWS2_TOTAL)),
    category: 'survey',
    unit: '{ScoreOf}',
    words: 'score',
  },
  hba1c: lab('HbA1c', 'mmol/mol', 'mmol/mol', [
    '59261-8',
    'Hemoglobin A1c/Hemoglobin.total in Blood by IFCC',
  ]),
  haemoglobin: lab('Haemoglobin', 'g/L', 'g/L', ['718-7', 'Hemoglobin [Mass/volume] in Blood']),
  creatinine: lab('Creatinine', 'umol/L', 'µmol/L', [
    '14682-9',
    'Creatinine [Moles/volume] in Serum or Plasma',
  ]),
  platelets: lab('Platelets', '10*9/L', '×10⁹/L'),
  carbonMonoxide: lab('Carbon monoxide breath test', '[ppm]', 'ppm'),
  bloodGroup: { code: coded('Blood group'), category: 'laboratory' },
  screening: { code: coded('Infectious diseases in pregnancy screening'), category: 'laboratory' },
  urine: { code: coded('Urinalysis'), category: 'laboratory' },
  woundLength: exam('Wound length', 'mm', 'mm', ['39126-8', 'Length of Wound']),
  woundWidth: exam('Wound width', 'mm', 'mm', ['39127-6', 'Width of Wound']),
  woundArea: exam('Wound area', 'mm2', 'mm²', ['89260-4', 'Area of wound']),
  exudate: exam('Wound exudate'),
  ankle: exam('Ankle circumference', 'cm', 'cm'),
  abpi: exam('Ankle brachial pressure index', '1', ''),
  pain: exam('Pain score (0 to 10)', '{score}', 'of 10', ['72514-3', 'Pain severity 0-10 rating']),
  drainage: exam('Urine drained'),
  skin: exam('Skin and pressure areas'),
  appetite: exam('Food and drink'),
  bowels: exam('Bowels (Bristol type)', '{score}', ''),
  frailty: exam('Clinical frailty scale', '{score}', 'of 9'),
  mobility: exam('Timed up and go', 's', 's'),
  symptom: exam('Main symptom'),
  siteCheck: exam('Syringe driver site'),
  smoking: exam('Smoking status', undefined, undefined, ['72166-2', 'Tobacco smoking status']),
  alcohol: exam('Alcohol, units a week', '{units}/wk', 'units a week'),
  edd: exam('Estimated date of delivery', undefined, undefined, ['11778-8', 'Delivery date Estimated']),
  gestation: exam('Gestation', 'd', 'days', ['18185-9', 'Gestational age']),
  fundalHeight: exam('Symphysis–fundal height', 'cm', 'cm', ['11881-0', 'Uterus Fundal height Tape measure']),
  fetalHeart: exam('Fetal heart', '/min', 'beats/min', ['55283-6', 'Fetal Heart rate']),
  movements: exam('Fetal movements'),
  presentation: exam('Presentation'),
  crownRump: exam('Crown–rump length', 'mm', 'mm', ['11957-8', 'Fetal Crown Rump length US']),
  mood: exam('Emotional wellbeing'),
  lochia: exam('Lochia'),
  uterus: exam('Uterus'),
  perineum: exam('Perineum'),
  breasts: exam('Breasts and feeding'),
  calves: exam('Calves'),
  apgar1: exam('Apgar at 1 minute', '{score}', 'of 10', ['9272-6', '1 minute Apgar Score']),
  apgar5: exam('Apgar at 5 minutes', '{score}', 'of 10', ['9274-2', '5 minute Apgar Score']),
  feeding: exam('Feeding'),
  nappies: exam('Wet nappies in 24 hours', '/d', 'in 24 h'),
  stool: exam('Stools'),
  jaundice: exam('Jaundice'),
  cord: exam('Cord'),
  tone: exam('Tone and activity'),
  colour: exam('Colour'),
} satisfies Record<string, Measure>;
export type MeasureKey = keyof typeof MEASURES;

/** Values that are concepts. */
export const ON_AIR = coded('Air', snomed('722742002', 'Breathing room air'));
export const ALERT = coded(CONSCIOUSNESS_WORDS.A, own(`${OWN.consciousness}-A`));
