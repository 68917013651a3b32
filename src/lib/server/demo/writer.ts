/** Writes one patient's FHIR resources, UK Core shaped, with ids that are the same each time. */
import type { CodeableConcept, Resource, ResourceType } from '@medplum/fhirtypes';
import type { FhirResource } from '../../record/fhir';
import { addMinutes, instant } from './calendar';
import { loinc, UCUM } from '../../record/codes';
import { BLOOD_PRESSURE, VITAL_SIGNS, type VitalSign } from '../../record/vital-signs';
import { coded, hl7 } from './codes';
import { MEASURES, type Measure, type MeasureKey } from './measures';
import type { Profile } from './roster';

type Of<K extends ResourceType> = Extract<Resource, { resourceType: K }>;
type Fields<K extends ResourceType> = Omit<Of<K>, 'resourceType' | 'id'>;

type Value = number | string | CodeableConcept;
export type Readings = Partial<Record<MeasureKey, Value>> & { bp?: [number, number] };

export interface Contact {
  date: string;
  time: string;
  minutes: number;
  /** Who came: a name. */
  by: string;
  reason: string;
  readings?: Readings;
  note?: string;
  /** `HH` at home, `AMB` at a clinic or surgery, `IMP` in hospital. */
  setting?: 'HH' | 'AMB' | 'IMP';
}

const PROFILED = new Set(
  'AllergyIntolerance CarePlan Condition Consent DocumentReference Encounter Flag Immunization MedicationRequest Observation Patient QuestionnaireResponse RelatedPerson'.split(
    ' ',
  ),
);
const SETTINGS = { HH: 'home health', AMB: 'ambulatory', IMP: 'inpatient encounter' } as const;

export class RecordWriter {
  readonly resources: FhirResource[] = [];
  readonly subject: { reference: string };

  constructor(readonly patient: Profile) {
    this.subject = { reference: `Patient/${patient.id}` };
  }

  /** Adds a resource and gives the reference to it. Ids count up within the patient; the Patient's own is given. */
  add<K extends ResourceType>(resourceType: K, fields: Fields<K>, id = this.nextId()): { reference: string } {
    const profile = `https://fhir.hl7.org.uk/StructureDefinition/UKCore-${resourceType}`;
    const meta = PROFILED.has(resourceType) ? { meta: { profile: [profile] } } : {};
    this.resources.push({ resourceType, id, ...meta, ...fields });
    return { reference: `${resourceType}/${id}` };
  }

  /** One visit or appointment: an Encounter, its readings, and its note. */
  contact(contact: Contact): { reference: string } {
    const { date, time, minutes, by, reason, setting = 'HH' } = contact;
    const start = instant(date, time);
    const encounter = this.add('Encounter', {
      status: 'finished',
      class: hl7('v3-ActCode', setting, SETTINGS[setting]),
      type: [coded(reason)],
      subject: this.subject,
      participant: [{ individual: { display: by } }],
      period: { start, end: instant(date, addMinutes(time, minutes)) },
    });
    this.readings(contact.readings ?? {}, instant(date, addMinutes(time, 5)), by, encounter);
    if (contact.note !== undefined) {
      this.note(reason, contact.note, instant(date, addMinutes(time, minutes)), by, encounter);
    }
    return encounter;
  }

  readings(readings: Readings, when: string, by?: string, encounter?: { reference: string }): void {
    const { bp, ...others } = readings;
    const common = {
      status: 'final' as const,
      subject: this.subject,
      effectiveDateTime: when,
      ...(encounter ? { encounter } : {}),
      ...(by === undefined ? {} : { performer: [{ display: by }] }),
    };
    if (bp) this.add('Observation', { ...common, ...bloodPressure(...bp) });
    for (const key of Object.keys(others) as (keyof typeof others)[]) {
      const value = others[key];
      if (value !== undefined) this.add('Observation', { ...common, ...reading(MEASURES[key], value) });
    }
  }

  note(title: string, text: string, when: string, by: string, encounter?: { reference: string }): void {
    this.add('DocumentReference', {
      status: 'current',
      type: coded(title),
      category: [coded('Clinical note', loinc('11506-3', 'Progress note'))],
      subject: this.subject,
      date: when,
      author: [{ display: by }],
      content: [
        {
          attachment: {
            contentType: 'text/plain',
            data: Buffer.from(text, 'utf8').toString('base64'),
            title,
            creation: when,
          },
        },
      ],
      ...(encounter ? { context: { encounter: [encounter] } } : {}),
    });
  }

  problem(code: CodeableConcept, onset: string): { reference: string } {
    return this.add('Condition', {
      clinicalStatus: { coding: [hl7('condition-clinical', 'active', 'Active')] },
      verificationStatus: { coding: [hl7('condition-ver-status', 'confirmed', 'Confirmed')] },
      category: [{ coding: [hl7('condition-category', 'problem-list-item', 'Problem List Item')] }],
      code,
      subject: this.subject,
      onsetDateTime: onset,
      recordedDate: onset,
    });
  }

  flag(text: string, category: 'safety' | 'clinical' | 'admin', since: string, code?: CodeableConcept): void {
    this.add('Flag', {
      status: 'active',
      category: [{ coding: [hl7('flag-category', category)], text: category }],
      code: code ?? coded(text),
      subject: this.subject,
      period: { start: since },
    });
  }

  private nextId(): string {
    return `${this.patient.id}-${this.resources.length}`;
  }
}

type Measured = Omit<Fields<'Observation'>, 'status'>;

function reading(measure: Measure, value: Value): Measured {
  const { code, category, unit, words } = measure;
  const kind = { code, category: [{ coding: [hl7('observation-category', category)] }] };
  if (typeof value === 'string') {
    return isDate(value) ? { ...kind, valueDateTime: value } : { ...kind, valueString: value };
  }
  if (typeof value === 'object') return { ...kind, valueCodeableConcept: value };
  if (unit === undefined) throw new Error(`${code.text ?? 'a reading'} has no unit, so its value is words`);
  return { ...kind, valueQuantity: { value, unit: words ?? unit, system: UCUM, code: unit } };
}

function bloodPressure(systolic: number, diastolic: number): Measured {
  const part = ({ code, ucum }: VitalSign, value: number) => ({
    code,
    valueQuantity: { value, unit: 'mmHg', system: UCUM, code: ucum },
  });
  return {
    code: BLOOD_PRESSURE,
    category: [{ coding: [hl7('observation-category', 'vital-signs')] }],
    component: [part(VITAL_SIGNS.systolic, systolic), part(VITAL_SIGNS.diastolic, diastolic)],
  };
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text);
}
