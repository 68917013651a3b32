/**
 * Observations by kind, over time. Hazard: two units in one line of a chart. So a series is one code *and* one unit, and
 * a reading without a number is said, never drawn.
 */
import { timeOf } from '../../clinical/dates';
import { concept, NEWS2_TOTAL, snomed } from '../codes';
import type { FhirResource } from '../fhir';
import {
  codesOf,
  conceptText,
  fieldsOf,
  listOf,
  notesOf,
  numberOf,
  quantityText,
  roundForReading,
  unitWords,
  textOf,
} from '../read';
import { VITAL_SIGNS, type VitalSign } from '../vital-signs';
import { labelled, type ChartContext } from './context';
import { placeOf } from './place';
import { observationText, valueText } from './value-text';
import type { ObservationPoint, ObservationSeries } from './view';
import { newestFirst, sortedByTime, whenOf } from './when';

/** One reading: an Observation, or one component of it. */
interface Reading {
  resource: FhirResource;
  key: string;
  title: string;
  unit?: string;
  value?: number;
  words?: string;
  when?: string;
}

const NEWS2: VitalSign = { code: concept('NEWS2 total', snomed(NEWS2_TOTAL)), unit: '', ucum: '' };

/** Code of a vital sign → how Doorstep calls it and in which place it comes. Other systems' codes for it are the same thing. */
const KNOWN = new Map(
  [NEWS2, ...Object.values(VITAL_SIGNS)].flatMap(({ code, unit, ucum }, rank) => {
    const known = { key: code.coding[0]?.code ?? code.text, title: code.text, unit, ucum, rank };
    return code.coding.map((coding) => [coding.code, known] as const);
  }),
);

/** NEWS2 first, then the vital signs, then the others by how recent they are. */
export function observationsOf(chart: ChartContext): ObservationSeries[] {
  const readings = chart
    .ofType('Observation')
    .filter((observation) => placeOf(observation) === 'observations')
    .flatMap(readingsOf);
  const byKey = new Map<string, Reading[]>();
  for (const reading of readings) {
    const group = byKey.get(reading.key);
    if (group) group.push(reading);
    else byKey.set(reading.key, [reading]);
  }
  return [...byKey.values()]
    .map((group) => seriesOf(chart, group))
    .sort((a, b) => rank(a) - rank(b) || newestFirst(a.latest, b.latest) || a.title.localeCompare(b.title));
}

function readingsOf(observation: FhirResource): Reading[] {
  const components = listOf(observation['component']);
  // Parts of something that has a value of its own (a NEWS2 total) are its details, not readings.
  return valueText(observation) === undefined && components.length > 0
    ? components.map((component) => readingOf(observation, component))
    : [readingOf(observation, observation)];
}

function readingOf(resource: FhirResource, holder: unknown): Reading {
  const { code, valueQuantity, valueInteger } = fieldsOf(holder);
  const codes = codesOf(code);
  const known = codes.map((each) => KNOWN.get(each)).find((each) => each !== undefined);
  const quantity = fieldsOf(valueQuantity);
  const ucum = textOf(quantity['code']) ?? textOf(quantity['unit']) ?? '';
  const plain = plainUnit(ucum);
  const named = known?.ucum === plain ? known.unit : (textOf(quantity['unit']) ?? ucum);
  const unit = plain === '' ? '' : unitWords(named);
  const number = numberOf(quantity['value']) ?? numberOf(valueInteger);
  const value = number === undefined || textOf(quantity['comparator']) ? undefined : roundForReading(number);
  const title = known?.title ?? conceptText(code) ?? conceptText(resource['code']) ?? 'Observation';
  const [words, when] = [valueText(holder), whenOf(resource)];
  return {
    resource,
    key: `${known?.key ?? codes[0] ?? title.toLowerCase()}|${plain}`,
    title,
    ...(unit === '' ? {} : { unit }),
    ...(value === undefined ? {} : { value }),
    ...(words === undefined ? {} : { words: value === undefined ? words : `${value} ${unit}`.trim() }),
    ...(when === undefined ? {} : { when }),
  };
}

/** "{Breaths}/min" and "/min" are the same, since braces hold remarks; "{score}" and "1" are no unit at all. */
function plainUnit(ucum: string): string {
  const plain = ucum.replace(/\{[^}]*\}/g, '');
  return plain === '1' ? '' : plain;
}

function seriesOf(chart: ChartContext, group: readonly Reading[]): ObservationSeries {
  const oldestFirst = sortedByTime(group, 'oldest');
  const newest = oldestFirst.at(-1) as Reading;
  return {
    key: newest.key,
    title: newest.title,
    ...(newest.unit === undefined ? {} : { unit: newest.unit }),
    points: oldestFirst.flatMap((reading) => pointOf(chart, reading)),
    latest: chart.item(
      newest.resource,
      newest.words ?? observationText(newest.resource) ?? 'No value recorded',
      [
        labelled('Meaning', conceptText(newest.resource['interpretation'])),
        wholeLine(newest),
        labelled('Range', listOf(newest.resource['referenceRange']).flatMap(rangeText).join(', ')),
        labelled('By', chart.authorOf(newest.resource)),
        ...notesOf(newest.resource['note']),
      ],
    ),
    count: group.length,
  };
}

function pointOf(chart: ChartContext, { resource, value, when }: Reading): ObservationPoint[] {
  if (value === undefined || when === undefined || timeOf(when) === undefined) return [];
  const unfiled = chart.marks.get(`Observation/${resource.id}`)?.unfiled;
  return [{ when, value, ...(unfiled ? { unfiled } : {}) }];
}

/** What else was read together with it (both pressures beside the one), or what the record itself calls it. */
function wholeLine({ resource, title }: Reading): string | undefined {
  const recorded = conceptText(resource['code']);
  if (valueText(resource) === undefined)
    return labelled(recorded ?? 'Whole reading', observationText(resource));
  return recorded?.toLowerCase() === title.toLowerCase() ? undefined : labelled('Recorded as', recorded);
}

function rangeText(range: unknown): string[] {
  const { low, high, text } = fieldsOf(range);
  const [from, to] = [quantityText(low), quantityText(high)];
  const words = textOf(text) ?? (from && to ? `${from} to ${to}` : (from ?? to));
  return words === undefined ? [] : [words];
}

function rank({ key }: ObservationSeries): number {
  return KNOWN.get(key.split('|')[0] ?? '')?.rank ?? KNOWN.size;
}
