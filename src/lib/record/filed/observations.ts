/** A set of observations: one Observation a reading, the NEWS2 total when there is one, and the set that holds them. */
import { news2, NEWS2_LABELS } from '../../clinical/news2';
import { concept, loinc, NEWS2_TOTAL, own, OWN, snomed, UCUM, type Concept } from '../codes';
import type { Entry, EntryBody, NumericReading, Readings } from '../entry';
import { referenceTo, type FhirResource } from '../fhir';
import { BLOOD_PRESSURE, CONSCIOUSNESS_WORDS, VITAL_SIGNS } from '../vital-signs';
import { authorReference, duringVisit, metaOf, patientReference } from './common';

export type ObservationsBody = Extract<EntryBody, { kind: 'observations' }>;

const VITAL = 'vital-signs';
const SURVEY = 'survey';
/** Readings with a number and an Observation of their own; the two pressures share one. */
const SINGLE = ['respirationRate', 'spo2', 'pulse', 'temperature', 'weight', 'glucose'] as const;

/** NEWS2's parts, as RCP's SNOMED CT codes name them; the saturation's depends on the scale. */
const SUB_SCORES = {
  respirationRate: '1104301000000104',
  airOrOxygen: '1104331000000105',
  systolic: '1104341000000101',
  pulse: '1104351000000103',
  consciousness: '1104361000000100',
  temperature: '1104371000000107',
} as const;
const SATURATION_SCORE = { 1: '1104311000000102', 2: '1104321000000108' } as const;

/** All that a set adds. Ids follow from the entry's, so that filing it twice writes the same. */
export function observationResources(entry: Entry, body: ObservationsBody): FhirResource[] {
  const readings = [
    ...SINGLE.flatMap((name) => singleReading(entry, name, body.readings[name])),
    ...bloodPressure(entry, body.readings),
    ...airOrOxygen(entry, body.readings.onOxygen),
    ...consciousness(entry, body.readings.consciousness),
  ];
  const score = news2Total(entry, body, readings);
  return [...readings, ...score, observationSet(entry, body, [...score, ...readings])];
}

function observation(
  entry: Entry,
  part: string,
  category: string,
  code: Concept,
  rest: Record<string, unknown>,
): FhirResource {
  const system = 'http://terminology.hl7.org/CodeSystem/observation-category';
  return {
    resourceType: 'Observation',
    id: `${entry.id}-${part}`,
    meta: metaOf(entry),
    status: 'final',
    category: [{ coding: [{ system, code: category }] }],
    code,
    subject: patientReference(entry.patientId),
    effectiveDateTime: entry.writtenAt,
    performer: [authorReference(entry.author)],
    ...duringVisit(entry),
    ...rest,
  };
}

function quantity(name: NumericReading, value: number): Record<string, unknown> {
  const { unit, ucum } = VITAL_SIGNS[name];
  return { valueQuantity: { value, unit, system: UCUM, code: ucum } };
}

function singleReading(
  entry: Entry,
  name: (typeof SINGLE)[number],
  value: number | undefined,
): FhirResource[] {
  if (value === undefined) return [];
  const part = name === 'respirationRate' ? 'respiration-rate' : name;
  return [observation(entry, part, VITAL, VITAL_SIGNS[name].code, quantity(name, value))];
}

function bloodPressure(entry: Entry, readings: Readings): FhirResource[] {
  const component = (['systolic', 'diastolic'] as const).flatMap((name) => {
    const value = readings[name];
    return value === undefined ? [] : [{ code: VITAL_SIGNS[name].code, ...quantity(name, value) }];
  });
  if (component.length === 0) return [];
  return [observation(entry, 'blood-pressure', VITAL, BLOOD_PRESSURE, { component })];
}

function airOrOxygen(entry: Entry, onOxygen: boolean | undefined): FhirResource[] {
  if (onOxygen === undefined) return [];
  const value = onOxygen
    ? concept('Oxygen', snomed('371825009', 'Patient on oxygen'))
    : concept('Air', snomed('722742002', 'Breathing room air'));
  const code = concept('Air or oxygen', own(OWN.airOrOxygen));
  return [observation(entry, 'air-or-oxygen', VITAL, code, { valueCodeableConcept: value })];
}

function consciousness(entry: Entry, level: Readings['consciousness']): FhirResource[] {
  if (level === undefined) return [];
  const code = concept('Consciousness (ACVPU)', snomed('1104441000000107'), loinc('80288-4'));
  const value = concept(CONSCIOUSNESS_WORDS[level], own(`${OWN.consciousness}-${level}`));
  return [observation(entry, 'consciousness', SURVEY, code, { valueCodeableConcept: value })];
}

/** Filed only when the readings are complete and give the total that the author saw: no score is made up afterwards. */
function news2Total(entry: Entry, body: ObservationsBody, readings: FhirResource[]): FhirResource[] {
  const result = news2(body.readings, { scale: body.spo2Scale });
  if (body.news2?.kind !== 'total' || result.kind !== 'total') return [];
  if (result.total !== body.news2.total) return [];
  const scores: Record<keyof typeof NEWS2_LABELS, string> = {
    ...SUB_SCORES,
    spo2: SATURATION_SCORE[body.spo2Scale],
  };
  const scored = new Set(['weight', 'glucose'].map((part) => `${entry.id}-${part}`));
  return [
    observation(entry, 'news2', SURVEY, concept('NEWS2 total', snomed(NEWS2_TOTAL)), {
      valueQuantity: points(result.total),
      interpretation: [
        { text: `${result.risk} risk${result.anyThree ? ', a single parameter scores 3' : ''}` },
      ],
      note: [{ text: `SpO2 scale ${body.spo2Scale}` }],
      derivedFrom: readings
        .filter((reading) => !scored.has(reading.id))
        .map((reading) => ({ reference: referenceTo(reading) })),
      component: (Object.keys(result.sub) as (keyof typeof result.sub)[]).map((name) => ({
        code: concept(NEWS2_LABELS[name], snomed(scores[name])),
        valueQuantity: points(result.sub[name]),
      })),
    }),
  ];
}

function points(value: number): Record<string, unknown> {
  return { value, unit: 'score', system: UCUM, code: '{ScoreOf}' };
}

/** Holds the set together: what belongs to it, what the author said about it, and why it has no score. */
function observationSet(entry: Entry, body: ObservationsBody, members: FhirResource[]): FhirResource {
  const scored = members.some(({ id }) => id === `${entry.id}-news2`);
  const note = [body.comment, scored ? undefined : whyNotScored(body)].flatMap((text) =>
    text ? [{ text }] : [],
  );
  return observation(entry, 'set', VITAL, concept('Observations', own(OWN.observationSet)), {
    hasMember: members.map((member) => ({ reference: referenceTo(member) })),
    ...(note.length > 0 ? { note } : {}),
  });
}

function whyNotScored({ news2: seen }: ObservationsBody): string | undefined {
  if (seen?.kind === 'total') {
    return `NEWS2 was ${seen.total} for the author; these readings do not give that total.`;
  }
  return seen && `NEWS2 not scored: ${seen.why}`;
}
