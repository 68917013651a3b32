/**
 * Codes that the demo records use. SNOMED CT only where UK Core's published examples name the concept or it is in the
 * Global Patient Set; LOINC and UCUM elsewhere; where neither is certain, words alone. SNOMED CT is the property of SNOMED
 * International; LOINC of the Regenstrief Institute.
 */
import type { CodeableConcept, Coding } from '@medplum/fhirtypes';
import { snomed } from '../../record/codes';

const HL7 = 'http://terminology.hl7.org/CodeSystem';

/** A concept in words, with the codes it is known by, if any. */
export function coded(text: string, ...coding: Coding[]): CodeableConcept {
  return coding.length > 0 ? { coding, text } : { text };
}

/** A code of HL7's own terminology, such as `hl7('condition-clinical', 'active')`. */
export function hl7(codeSystem: string, code: string, display?: string): Coding {
  return { system: `${HL7}/${codeSystem}`, code, ...(display === undefined ? {} : { display }) };
}

export const PROBLEMS = {
  hypertension: coded('Hypertension', snomed('38341003', 'High blood pressure')),
  diabetes: coded('Type 2 diabetes, insulin treated', snomed('73211009', 'Diabetes mellitus')),
  dementia: coded('Dementia', snomed('52448006', 'Dementia')),
  stroke: coded('Stroke, with some lasting weakness', snomed('230690007', 'Stroke')),
  heart: coded('Chronic heart failure', snomed('56265001', 'Heart disease')),
  asthma: coded('Asthma', snomed('195967001', 'Asthma')),
  cancer: coded('Cancer, palliative care', snomed('363346000', 'Cancer')),
  legUlcer: coded('Venous leg ulcer'),
  varicose: coded('Chronic venous insufficiency'),
  catheter: coded('Long-term urinary catheter in place'),
  retention: coded('Chronic urinary retention'),
  frailty: coded('Frailty, moderate to severe'),
  falls: coded('Recurrent falls'),
  arthritis: coded('Osteoarthritis of the knees'),
  osteoporosis: coded('Osteoporosis'),
  kidney: coded('Chronic kidney disease stage 3'),
  fibrillation: coded('Atrial fibrillation'),
  thyroid: coded('Hypothyroidism', snomed('14304000', 'Thyroid disease')),
  copd: coded('Chronic obstructive pulmonary disease'),
  depression: coded('Depression'),
  pregnancy: coded('Pregnancy', snomed('77386006', 'Pregnancy')),
} satisfies Record<string, CodeableConcept>;
export type Problem = keyof typeof PROBLEMS;
