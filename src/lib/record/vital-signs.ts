/** The vital signs that Doorstep measures, as FHIR codes and units. Shared by what is filed and what is drawn. */
import type { NumericReading } from './entry';
import { concept, loinc, snomed, type Concept } from './codes';

export interface VitalSign {
  code: Concept;
  /** As one reads it. */
  unit: string;
  ucum: string;
}

export const VITAL_SIGNS: Readonly<Record<NumericReading, VitalSign>> = {
  respirationRate: {
    code: concept('Respiration rate', loinc('9279-1'), snomed('86290005')),
    unit: '/min',
    ucum: '/min',
  },
  spo2: {
    // 59408-5 (pulse oximetry) beside 2708-6, as FHIR's oxygen saturation profile asks.
    code: concept('Oxygen saturation', loinc('2708-6'), loinc('59408-5'), snomed('431314004')),
    unit: '%',
    ucum: '%',
  },
  systolic: {
    code: concept('Systolic blood pressure', loinc('8480-6'), snomed('72313002')),
    unit: 'mmHg',
    ucum: 'mm[Hg]',
  },
  diastolic: {
    code: concept('Diastolic blood pressure', loinc('8462-4'), snomed('1091811000000102')),
    unit: 'mmHg',
    ucum: 'mm[Hg]',
  },
  pulse: {
    code: concept('Pulse', loinc('8867-4'), snomed('78564009')),
    unit: '/min',
    ucum: '/min',
  },
  temperature: { code: concept('Temperature', loinc('8310-5')), unit: '°C', ucum: 'Cel' },
  weight: {
    code: concept('Weight', loinc('29463-7'), snomed('27113001')),
    unit: 'kg',
    ucum: 'kg',
  },
  glucose: {
    code: concept('Blood glucose', loinc('15074-8'), loinc('14743-9')),
    unit: 'mmol/L',
    ucum: 'mmol/L',
  },
};

export const BLOOD_PRESSURE = concept('Blood pressure', loinc('85354-9'), snomed('75367002'));

export const CONSCIOUSNESS_WORDS = {
  A: 'Alert',
  C: 'New confusion',
  V: 'Responds to voice',
  P: 'Responds to pain',
  U: 'Unresponsive',
} as const;
