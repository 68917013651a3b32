/**
 * The chart over records that others made: 76 Synthea patients and the UK Core examples. Nothing may throw, and no
 * resource may vanish. Skipped where that data is not at hand.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { cardOf } from '../card';
import { referenceTo, type FhirResource } from '../fhir';
import type { Pack } from '../pack';
import { fieldsOf, listOf } from '../read';
import { placeOf } from './place';
import { projectChart } from './project';
import type { ChartView } from './view';

const data = fileURLToPath(new URL('../../../../../shared/data', import.meta.url));
const now = new Date('2026-11-22T12:00:00Z');

function load(folder: string): { name: string; resources: FhirResource[] }[] {
  const at = `${data}/${folder}`;
  if (!existsSync(at)) return [];
  return readdirSync(at)
    .filter((name) => /\.json(\.gz)?$/.test(name) && !/^(index|SOURCES)\./.test(name))
    .map((name) => {
      const bytes = readFileSync(`${at}/${name}`);
      const json: unknown = JSON.parse((name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
      return { name, resources: resourcesIn(json) };
    });
}

function resourcesIn(json: unknown): FhirResource[] {
  const { resourceType, id, entry } = fieldsOf(json);
  if (resourceType === 'Bundle') return listOf(entry).flatMap((e) => resourcesIn(fieldsOf(e)['resource']));
  return typeof resourceType === 'string' && typeof id === 'string' ? [json as FhirResource] : [];
}

const packOf = (resources: FhirResource[]): Pack => ({
  patientId: 'p0000000000000001',
  version: '1',
  asOf: '2026-11-22T08:00:00Z',
  resources: [...new Map(resources.map((r) => [referenceTo(r), r])).values()],
});

const chartOf = (pack: Pack): ChartView =>
  projectChart({ patientId: pack.patientId, pack, own: [], asKnownAt: pack.asOf, visits: [], now });

/** Resources that stand nowhere in the chart, though they should. */
function unplaced(pack: Pack, chart: ChartView): string[] {
  const items = [
    ...chart.problems,
    ...chart.allergies,
    ...chart.medicines,
    ...chart.carePlans,
    ...chart.carePlans.flatMap((plan) => plan.goals),
    ...chart.timeline,
    ...chart.documents,
    ...chart.other,
  ];
  const keys = new Set(items.map(({ key }) => key));
  const counted = chart.observations.reduce((sum, series) => sum + series.count, 0);
  const observations = pack.resources.filter((r) => placeOf(r) === 'observations');
  const missing = pack.resources.filter((resource) => {
    const place = placeOf(resource);
    return place !== 'names' && place !== 'observations' && !keys.has(referenceTo(resource));
  });
  return [
    ...missing.map(referenceTo),
    ...(counted < observations.length ? [`${observations.length - counted} observations`] : []),
  ];
}

const synthea = load('synthea').filter(({ resources }) => resources.length > 0);
const ukCore = load('uk-core');

describe.skipIf(synthea.length === 0)('the chart of Synthea patients (skipped without the data)', () => {
  it.each(synthea)('$name', ({ resources }) => {
    const pack = packOf(resources);
    const chart = chartOf(pack);
    expect(unplaced(pack, chart)).toEqual([]);
    expect(chart.banner.name).not.toBe('Name not recorded');
    const card = cardOf(pack);
    expect(card.name).toBe(chart.banner.name);
    expect(card.has.resources).toBe(pack.resources.length);
    expect(JSON.stringify(chart)).not.toMatch(/\[object Object\]|undefined|NaN/);
  });
});

describe.skipIf(ukCore.length === 0)('the chart of the UK Core examples (skipped without the data)', () => {
  const pack = packOf(ukCore.flatMap(({ resources }) => resources));

  it('shows every resource', () => {
    const chart = chartOf(pack);
    expect(unplaced(pack, chart)).toEqual([]);
    expect(JSON.stringify(chart)).not.toMatch(/\[object Object\]|undefined|NaN/);
  });

  it.each(ukCore)('reads $name alone', ({ resources }) => {
    expect(() => [chartOf(packOf(resources)), cardOf(packOf(resources))]).not.toThrow();
  });
});
