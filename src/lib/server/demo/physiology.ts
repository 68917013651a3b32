/** How one patient's body usually measures, so that readings of years agree with each other. */
import { news2, news2Excluded } from '../../clinical/news2';
import { ALERT, ON_AIR } from './measures';
import { round, type Random } from './random';
import type { Readings } from './writer';

export interface Physiology {
  systolic: number;
  diastolic: number;
  pulse: number;
  respirationRate: number;
  spo2: number;
  temperature: number;
  /** cm, and kg on the first day. */
  height: number;
  weight: number;
}

export function adultPhysiology(random: Random, sex: 'female' | 'male', frail: boolean): Physiology {
  const height = random.around(sex === 'female' ? 160 : 174, 11);
  const bmi = random.around(frail ? 21 : 27.5, frail ? 3.5 : 6, 1);
  return {
    systolic: random.around(132, 16),
    diastolic: random.around(74, 9),
    pulse: random.around(76, 10),
    respirationRate: random.around(16, 2),
    spo2: random.around(97, 1),
    temperature: random.around(36.6, 0.3, 1),
    height,
    weight: round((bmi * height * height) / 10_000, 1),
  };
}

/** The figures of one full set. */
export interface VitalSet {
  respirationRate: number;
  spo2: number;
  bp: [systolic: number, diastolic: number];
  pulse: number;
  temperature: number;
  news2?: number;
}

/** One full set, with the NEWS2 total where it applies. `ill` from 0 (well) to 1 shifts it the way an infection does. */
export function vitalSigns(
  random: Random,
  usual: Physiology,
  options: { ill?: number; pregnant?: boolean } = {},
): VitalSet & Readings {
  const { ill = 0, pregnant = false } = options;
  const set = {
    respirationRate: random.around(usual.respirationRate + 5 * ill, 1),
    spo2: Math.min(99, random.around(usual.spo2 - 3 * ill, 1)),
    systolic: random.around(usual.systolic - 14 * ill, 6),
    pulse: random.around(usual.pulse + 20 * ill, 5),
    temperature: random.around(usual.temperature + 1.4 * ill, 0.2, 1),
  };
  const readings = {
    respirationRate: set.respirationRate,
    spo2: set.spo2,
    airOrOxygen: ON_AIR,
    bp: [set.systolic, random.around(usual.diastolic - 6 * ill, 5)] satisfies [number, number],
    pulse: set.pulse,
    consciousness: ALERT,
    temperature: set.temperature,
  };
  if (news2Excluded({ years: 16, pregnant })) return readings;
  const score = news2({ ...set, onOxygen: false, consciousness: 'A' }, { scale: 1 });
  if (score.kind === 'incomplete') throw new Error(`a set lacks ${score.missing.join(', ')}`);
  return { ...readings, news2: score.total };
}

/** The first line of a note: the set in words, from the same figures. */
export function inWords({
  bp,
  pulse,
  respirationRate,
  spo2,
  temperature,
  news2: total,
}: Partial<VitalSet>): string {
  const parts = [
    bp && `BP ${bp[0]}/${bp[1]}`,
    pulse !== undefined && `pulse ${pulse}`,
    respirationRate !== undefined && `RR ${respirationRate}`,
    spo2 !== undefined && `SpO2 ${spo2}% on air`,
    temperature !== undefined && `temp ${temperature} °C`,
    total !== undefined && `NEWS2 ${total}`,
  ];
  return `${parts.filter(Boolean).join(', ')}.`;
}
