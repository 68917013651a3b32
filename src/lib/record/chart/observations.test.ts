import { describe, expect, it } from 'vitest';
import { chartOf, entryOf } from '../../../../tests/support/entries';
import type { FhirResource } from '../fhir';

const observation = (id: string, fields: Record<string, unknown>): FhirResource => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  ...fields,
});
const loinc = (code: string, text?: string) => ({
  coding: [{ system: 'http://loinc.org', code }],
  ...(text ? { text } : {}),
});
const weight = (id: string, value: number, effectiveDateTime: string, unit = 'kg') =>
  observation(id, {
    code: loinc('29463-7', 'Body weight'),
    effectiveDateTime,
    valueQuantity: { value, unit, code: unit },
  });

describe('a series', () => {
  it('is one kind of reading over time, newest last', () => {
    const { observations } = chartOf([
      weight('b', 62, '2026-06-01'),
      weight('a', 60, '2026-01-01'),
      weight('c', 61.25, '2026-11-01'),
    ]);
    expect(observations).toMatchObject([
      {
        key: '29463-7|kg',
        title: 'Weight',
        unit: 'kg',
        count: 3,
        latest: { title: '61.25 kg', when: '2026-11-01' },
      },
    ]);
    expect(observations[0]?.points.map(({ value }) => value)).toEqual([60, 62, 61.25]);
  });

  it('is of one unit: another unit is another series', () => {
    const { observations } = chartOf([
      weight('a', 60, '2026-01-01'),
      weight('b', 132, '2026-06-01', '[lb_av]'),
    ]);
    expect(observations.map(({ key, count }) => [key, count])).toEqual([
      ['29463-7|[lb_av]', 1],
      ['29463-7|kg', 1],
    ]);
  });

  it('takes the codes of different systems for one thing, and remarks in braces for no unit', () => {
    const rate = (id: string, code: string, unit: string) =>
      observation(id, {
        code: { coding: [{ code }] },
        effectiveDateTime: '2026-01-01',
        valueQuantity: { value: 16, code: unit },
      });
    const { observations } = chartOf([rate('a', '9279-1', '/min'), rate('b', '86290005', '{Breaths}/min')]);
    expect(observations).toMatchObject([{ title: 'Respiration rate', unit: '/min', count: 2 }]);
  });

  it('of a panel is one for each part, with the whole beside it', () => {
    const part = (code: string, text: string, value: number) => ({
      code: loinc(code, text),
      valueQuantity: { value, code: 'mm[Hg]' },
    });
    const component = [
      part('8480-6', 'Systolic blood pressure', 128),
      part('8462-4', 'Diastolic blood pressure', 76),
    ];
    const { observations } = chartOf([
      observation('bp', {
        code: loinc('85354-9', 'Blood pressure'),
        effectiveDateTime: '2026-01-01',
        component,
      }),
    ]);
    expect(observations).toMatchObject([
      {
        title: 'Systolic blood pressure',
        latest: { title: '128 mmHg', lines: ['Blood pressure: 128/76 mmHg'] },
      },
      { title: 'Diastolic blood pressure', latest: { title: '76 mmHg' } },
    ]);
  });

  it('says what can’t be drawn, and never draws it', () => {
    const { observations } = chartOf([
      observation('a', { code: { text: 'Smoker' }, effectiveDateTime: '2026-01-01', valueBoolean: false }),
      observation('b', {
        code: { text: 'CRP' },
        effectiveDateTime: '2026-01-01',
        valueQuantity: { value: 5, comparator: '<', unit: 'mg/L' },
      }),
      observation('c', {
        code: { text: 'HbA1c' },
        effectiveDateTime: '2026-01-01',
        dataAbsentReason: { text: 'refused' },
      }),
      observation('d', { code: { text: 'Urine' } }),
      observation('e', { code: { text: 'Undated' }, valueInteger: 3 }),
    ]);
    expect(observations.map(({ points }) => points)).toEqual([[], [], [], [], []]);
    expect(observations.map(({ latest }) => latest.title).sort()).toEqual(
      ['3', '<5 mg/L', 'No', 'No value recorded', 'No value: refused'].sort(),
    );
  });

  it('reads as one writes it: two places at most, in the trend too, and units without UCUM’s spelling', () => {
    const strange = observation('s', {
      code: { text: 'S' },
      valueQuantity: { value: 1, unit: 'constructor' },
    });
    expect(chartOf([strange]).observations).toMatchObject([{ latest: { title: '1 constructor' } }]);
    const oral = (id: string, value: number, when: string) =>
      observation(id, {
        code: loinc('8331-1', 'Oral temperature'),
        effectiveDateTime: when,
        valueQuantity: { value, unit: 'Cel', code: 'Cel' },
      });
    const [series] = chartOf([
      oral('a', 36.9051234, '2026-01-01'),
      oral('b', 37.1149876, '2026-01-02'),
    ]).observations;
    expect(series).toMatchObject({ unit: '°C', latest: { title: '37.11 °C' } });
    expect(series?.points.map(({ value }) => value)).toEqual([36.91, 37.11]);
  });

  it('has nothing that was entered in error or cancelled', () => {
    const { observations, other } = chartOf([
      { ...weight('a', 600, '2026-01-01'), status: 'entered-in-error' },
      { ...weight('b', 6, '2026-01-01'), status: 'cancelled' },
    ]);
    expect(observations).toEqual([]);
    expect(other.map(({ key }) => key)).toEqual(expect.arrayContaining(['Observation/a', 'Observation/b']));
  });

  it('keeps what the record itself calls it', () => {
    const core = observation('t', {
      code: { text: 'Core body temperature', coding: [{ code: '8310-5' }] },
      effectiveDateTime: '2026-01-01',
      valueQuantity: { value: 37, code: 'Cel' },
    });
    expect(chartOf([core]).observations).toMatchObject([
      { title: 'Temperature', latest: { title: '37 °C', lines: ['Recorded as: Core body temperature'] } },
    ]);
  });
});

describe('own observations that are not filed', () => {
  const entry = entryOf({
    kind: 'observations',
    readings: {
      respirationRate: 16,
      spo2: 97,
      onOxygen: false,
      systolic: 124,
      diastolic: 70,
      pulse: 72,
      consciousness: 'A',
      temperature: 36.8,
    },
    spo2Scale: 1,
    news2: { kind: 'total', total: 0 },
    comment: 'Resting',
  });
  const chart = chartOf([weight('a', 60, '2026-01-01')], [{ entry, state: 'on-device' }]);

  it('are in the series at once, marked, with NEWS2 first', () => {
    expect(chart.observations.map(({ title }) => title).slice(0, 3)).toEqual([
      'NEWS2 total',
      'Respiration rate',
      'Oxygen saturation',
    ]);
    const pulse = chart.observations.find(({ title }) => title === 'Pulse');
    const unfiled = { entryId: 'e1', state: 'on-device' };
    expect(pulse).toMatchObject({ points: [{ value: 72, unfiled }], latest: { unfiled } });
    expect(chart.observations.find(({ title }) => title === 'Weight')?.latest).not.toHaveProperty('unfiled');
  });

  it('are one event of the timeline, with the total and the comment', () => {
    expect(chart.timeline).toMatchObject([
      {
        kind: 'observations',
        title: 'Observations, NEWS2 0',
        author: 'Sam Okafor',
        unfiled: { entryId: 'e1', state: 'on-device' },
      },
    ]);
    expect(chart.timeline[0]?.lines).toEqual(
      expect.arrayContaining([
        'Pulse: 72 /min',
        'Blood pressure: 124/70 mmHg',
        'Air or oxygen: Air',
        'low risk',
        'Resting',
      ]),
    );
  });
});
