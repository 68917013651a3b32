/** Every band edge and worked example of RCP NEWS2 (2017), charts 1 and 2, written out by hand. */
import { describe, expect, it } from 'vitest';
import { news2, news2Excluded, type News2Parameter, type News2Readings } from './news2';

const WELL: News2Readings = {
  respirationRate: 16,
  spo2: 97,
  onOxygen: false,
  systolic: 124,
  pulse: 72,
  consciousness: 'A',
  temperature: 36.8,
};

function scored(readings: News2Readings, scale: 1 | 2 = 1) {
  const result = news2(readings, { scale });
  if (result.kind !== 'total') throw new Error(`incomplete: ${result.missing.join(', ')}`);
  return result;
}

const sub = (parameter: News2Parameter, readings: News2Readings, scale: 1 | 2 = 1) =>
  scored({ ...WELL, ...readings }, scale).sub[parameter];

describe('the bands of chart 1, at each edge', () => {
  it.each([
    [0, 3],
    [8, 3],
    [9, 1],
    [11, 1],
    [12, 0],
    [20, 0],
    [21, 2],
    [24, 2],
    [25, 3],
    [60, 3],
  ])('respiration rate %i scores %i', (respirationRate, score) => {
    expect(sub('respirationRate', { respirationRate })).toBe(score);
  });

  it.each([
    [70, 3],
    [91, 3],
    [92, 2],
    [93, 2],
    [94, 1],
    [95, 1],
    [96, 0],
    [100, 0],
  ])('saturation %i on scale 1 scores %i, on air and on oxygen', (spo2, score) => {
    expect(sub('spo2', { spo2, onOxygen: false })).toBe(score);
    expect(sub('spo2', { spo2, onOxygen: true })).toBe(score);
  });

  it.each([
    [70, 3, 3],
    [83, 3, 3],
    [84, 2, 2],
    [85, 2, 2],
    [86, 1, 1],
    [87, 1, 1],
    [88, 0, 0],
    [92, 0, 0],
    [93, 0, 1],
    [94, 0, 1],
    [95, 0, 2],
    [96, 0, 2],
    [97, 0, 3],
    [100, 0, 3],
  ])('saturation %i on scale 2 scores %i on air and %i on oxygen', (spo2, onAir, onOxygen) => {
    expect(sub('spo2', { spo2, onOxygen: false }, 2)).toBe(onAir);
    expect(sub('spo2', { spo2, onOxygen: true }, 2)).toBe(onOxygen);
  });

  it('oxygen scores 2, air 0', () => {
    expect(sub('airOrOxygen', { onOxygen: true })).toBe(2);
    expect(sub('airOrOxygen', { onOxygen: false })).toBe(0);
  });

  it.each([
    [50, 3],
    [90, 3],
    [91, 2],
    [100, 2],
    [101, 1],
    [110, 1],
    [111, 0],
    [219, 0],
    [220, 3],
    [260, 3],
  ])('systolic %i scores %i', (systolic, score) => {
    expect(sub('systolic', { systolic })).toBe(score);
  });

  it.each([
    [25, 3],
    [40, 3],
    [41, 1],
    [50, 1],
    [51, 0],
    [90, 0],
    [91, 1],
    [110, 1],
    [111, 2],
    [130, 2],
    [131, 3],
    [200, 3],
  ])('pulse %i scores %i', (pulse, score) => {
    expect(sub('pulse', { pulse })).toBe(score);
  });

  it.each([
    ['A', 0],
    ['C', 3],
    ['V', 3],
    ['P', 3],
    ['U', 3],
  ] as const)('consciousness %s scores %i', (consciousness, score) => {
    expect(sub('consciousness', { consciousness })).toBe(score);
  });

  it.each([
    [30, 3],
    [35, 3],
    [35.04, 3],
    [35.05, 1],
    [35.1, 1],
    [36, 1],
    [36.04, 1],
    [36.05, 0],
    [36.1, 0],
    [38, 0],
    [38.04, 0],
    [38.05, 1],
    [38.1, 1],
    [39, 1],
    [39.05, 2],
    [39.1, 2],
    [42, 2],
  ])('temperature %d, to the tenth, scores %i', (temperature, score) => {
    expect(sub('temperature', { temperature })).toBe(score);
  });
});

type Row = [
  rr: number,
  spo2: number,
  scale: 1 | 2,
  oxygen: boolean,
  systolic: number,
  pulse: number,
  level: NonNullable<News2Readings['consciousness']>,
  temperature: number,
  sub: [number, number, number, number, number, number, number],
  total: number,
  risk: string,
];

describe('the worked examples', () => {
  it.each<Row>([
    [16, 97, 1, false, 124, 72, 'A', 36.8, [0, 0, 0, 0, 0, 0, 0], 0, 'low'],
    [21, 93, 1, false, 120, 95, 'A', 37.5, [2, 2, 0, 0, 1, 0, 0], 5, 'medium'],
    [8, 91, 1, true, 90, 40, 'U', 35.0, [3, 3, 2, 3, 3, 3, 3], 20, 'high'],
    [25, 96, 1, true, 220, 131, 'A', 39.1, [3, 0, 2, 3, 3, 0, 2], 13, 'high'],
    [18, 96, 1, false, 111, 90, 'C', 36.1, [0, 0, 0, 0, 0, 3, 0], 3, 'low-medium'],
    [12, 96, 1, false, 110, 51, 'A', 38.0, [0, 0, 0, 1, 0, 0, 0], 1, 'low'],
    [20, 95, 1, false, 100, 50, 'A', 38.1, [0, 1, 0, 2, 1, 0, 1], 5, 'medium'],
    [9, 94, 1, false, 101, 41, 'A', 36.0, [1, 1, 0, 1, 1, 0, 1], 5, 'medium'],
    [24, 92, 1, true, 219, 110, 'A', 39.0, [2, 2, 2, 0, 1, 0, 1], 8, 'high'],
    [22, 94, 1, false, 118, 112, 'A', 38.4, [2, 1, 0, 0, 2, 0, 1], 6, 'medium'],
    [18, 90, 2, false, 130, 80, 'A', 36.6, [0, 0, 0, 0, 0, 0, 0], 0, 'low'],
    [18, 93, 2, false, 130, 80, 'A', 36.6, [0, 0, 0, 0, 0, 0, 0], 0, 'low'],
    [18, 93, 2, true, 130, 80, 'A', 36.6, [0, 1, 2, 0, 0, 0, 0], 3, 'low'],
    [18, 95, 2, true, 130, 80, 'A', 36.6, [0, 2, 2, 0, 0, 0, 0], 4, 'low'],
    [18, 97, 2, true, 130, 80, 'A', 36.6, [0, 3, 2, 0, 0, 0, 0], 5, 'medium'],
    [18, 87, 2, true, 130, 80, 'A', 36.6, [0, 1, 2, 0, 0, 0, 0], 3, 'low'],
    [18, 85, 2, false, 130, 80, 'A', 36.6, [0, 2, 0, 0, 0, 0, 0], 2, 'low'],
    [18, 83, 2, false, 130, 80, 'A', 36.6, [0, 3, 0, 0, 0, 0, 0], 3, 'low-medium'],
    [18, 92, 2, true, 130, 80, 'A', 36.6, [0, 0, 2, 0, 0, 0, 0], 2, 'low'],
  ])(
    'RR %i, SpO2 %i on scale %i (oxygen %s), BP %i, pulse %i, %s, %d °C',
    (
      respirationRate,
      spo2,
      scale,
      onOxygen,
      systolic,
      pulse,
      consciousness,
      temperature,
      parts,
      total,
      risk,
    ) => {
      const result = scored(
        { respirationRate, spo2, onOxygen, systolic, pulse, consciousness, temperature },
        scale,
      );
      expect(Object.values(result.sub)).toEqual(parts);
      expect(result).toMatchObject({ total, risk, anyThree: parts.includes(3) });
    },
  );
});

describe('what follows', () => {
  const responseTo = (readings: News2Readings) => scored({ ...WELL, ...readings }).response;

  it('differs for 0, for 1 to 4, for a single 3, for 5 and 6, and from 7', () => {
    expect(responseTo({}).action).toMatch(/routine/);
    expect(responseTo({ pulse: 95 }).action).toMatch(/registered nurse, who assesses/);
    expect(responseTo({ consciousness: 'C' }).action).toMatch(/single parameter/);
    expect(responseTo({ respirationRate: 25, onOxygen: true }).action).toMatch(/Urgent.*sepsis/);
    expect(responseTo({ respirationRate: 25, pulse: 131, spo2: 95 }).action).toMatch(/Emergency/);
  });

  it('is said to be ward guidance that local policy may differ from', () => {
    expect(responseTo({}).policy).toMatch(/local policy/);
  });

  it('is the organisation’s own where it has one', () => {
    const own = { monitoring: 'Twice a day', action: 'Call the community matron.', policy: 'Our trust' };
    const responses = { zero: own, low: own, 'low-medium': own, medium: own, high: own };
    expect(news2(WELL, { scale: 1, responses })).toMatchObject({ response: own });
  });
});

describe('no total', () => {
  it.each([
    ['respirationRate', 'Respiration rate'],
    ['spo2', 'Oxygen saturation'],
    ['onOxygen', 'Air or oxygen'],
    ['systolic', 'Systolic blood pressure'],
    ['pulse', 'Pulse'],
    ['consciousness', 'Consciousness'],
    ['temperature', 'Temperature'],
  ] as const)('without %s', (name, label) => {
    expect(news2({ ...WELL, [name]: undefined }, { scale: 1 })).toEqual({
      kind: 'incomplete',
      missing: [label],
    });
  });

  it('from nothing: all seven are missing', () => {
    expect(news2({}, { scale: 1 })).toMatchObject({ kind: 'incomplete', missing: { length: 7 } });
  });

  it('from a reading that no person can have', () => {
    expect(news2({ ...WELL, temperature: 368 }, { scale: 1 })).toEqual({
      kind: 'incomplete',
      missing: ['Temperature (not possible)'],
    });
    expect(news2({ ...WELL, pulse: Number.NaN }, { scale: 1 }).kind).toBe('incomplete');
    expect(news2({ ...WELL, respirationRate: 8.5 }, { scale: 1 }).kind).toBe('incomplete');
  });

  it('under 16, in pregnancy, or when the age is not known', () => {
    expect(news2Excluded({ years: 15, pregnant: false })).toBe('under-16');
    expect(news2Excluded({ years: 16, pregnant: false })).toBeUndefined();
    expect(news2Excluded({ years: 30, pregnant: true })).toBe('pregnancy');
    expect(news2Excluded({ years: undefined, pregnant: false })).toBe('age-unknown');
  });
});
