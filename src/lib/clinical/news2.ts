/**
 * NEWS2. Source: Royal College of Physicians. National Early Warning Score (NEWS) 2. London: RCP, 2017 (charts 1 and 2).
 * Hazards: a total from an incomplete set, the wrong saturation scale, a score for a child or in pregnancy. So there is
 * no total unless every reading is there and possible, and `news2Excluded` says when it does not apply at all.
 */
import { checkReading, LIMITS } from './plausible';
import { RCP_RESPONSES, type News2Response, type News2Risk, type Responses } from './news2-response';

export type Consciousness = 'A' | 'C' | 'V' | 'P' | 'U';

/** Readings in the units of the chart. One that was not taken is absent. */
export interface News2Readings {
  respirationRate?: number | undefined;
  spo2?: number | undefined;
  onOxygen?: boolean | undefined;
  systolic?: number | undefined;
  pulse?: number | undefined;
  consciousness?: Consciousness | undefined;
  temperature?: number | undefined;
}

export type News2Parameter =
  'respirationRate' | 'spo2' | 'airOrOxygen' | 'systolic' | 'pulse' | 'consciousness' | 'temperature';

/** In the order of the chart, as a clinician calls them. */
export const NEWS2_LABELS: Readonly<Record<News2Parameter, string>> = {
  respirationRate: 'Respiration rate',
  spo2: 'Oxygen saturation',
  airOrOxygen: 'Air or oxygen',
  systolic: 'Systolic blood pressure',
  pulse: 'Pulse',
  consciousness: 'Consciousness',
  temperature: 'Temperature',
};

export type News2Result =
  | {
      kind: 'total';
      total: number;
      sub: Record<News2Parameter, number>;
      risk: News2Risk;
      response: News2Response;
      /** True when any single parameter scores 3. */
      anyThree: boolean;
    }
  /** What is missing (or impossible), as a clinician calls it. */
  | { kind: 'incomplete'; missing: string[] };

/** The highest value of each band but the last, and the score of each band, from the lowest. */
interface Bands {
  upTo: readonly number[];
  scores: readonly number[];
}

const RESPIRATION: Bands = { upTo: [8, 11, 20, 24], scores: [3, 1, 0, 2, 3] };
const SPO2_SCALE_1: Bands = { upTo: [91, 93, 95], scores: [3, 2, 1, 0] };
const SPO2_SCALE_2_AIR: Bands = { upTo: [83, 85, 87], scores: [3, 2, 1, 0] };
const SPO2_SCALE_2_OXYGEN: Bands = { upTo: [83, 85, 87, 92, 94, 96], scores: [3, 2, 1, 0, 1, 2, 3] };
const SYSTOLIC: Bands = { upTo: [90, 100, 110, 219], scores: [3, 2, 1, 0, 3] };
const PULSE: Bands = { upTo: [40, 50, 90, 110, 130], scores: [3, 1, 0, 1, 2, 3] };
const TEMPERATURE: Bands = { upTo: [35, 36, 38, 39], scores: [3, 1, 0, 1, 2] };
const OXYGEN_SCORE = 2;
const NOT_ALERT_SCORE = 3;

/**
 * Scores one set. `scale` 2 only by a recorded decision that the target is 88–92 %: never from a diagnosis.
 * `responses` are the deploying organisation's; the RCP's when none are given.
 */
export function news2(
  readings: News2Readings,
  { scale, responses = RCP_RESPONSES }: { scale: 1 | 2; responses?: Responses },
): News2Result {
  const { onOxygen, consciousness } = readings;
  const [respirationRate, spo2, systolic, pulse, temperature] = (
    ['respirationRate', 'spo2', 'systolic', 'pulse', 'temperature'] as const
  ).map((name) => usable(name, readings[name]));
  if (
    respirationRate === undefined ||
    spo2 === undefined ||
    onOxygen === undefined ||
    systolic === undefined ||
    pulse === undefined ||
    consciousness === undefined ||
    temperature === undefined
  ) {
    return { kind: 'incomplete', missing: missingFrom(readings) };
  }
  const saturation = scale === 1 ? SPO2_SCALE_1 : onOxygen ? SPO2_SCALE_2_OXYGEN : SPO2_SCALE_2_AIR;
  const sub = {
    respirationRate: score(RESPIRATION, respirationRate),
    spo2: score(saturation, spo2),
    airOrOxygen: onOxygen ? OXYGEN_SCORE : 0,
    systolic: score(SYSTOLIC, systolic),
    pulse: score(PULSE, pulse),
    consciousness: consciousness === 'A' ? 0 : NOT_ALERT_SCORE,
    temperature: score(TEMPERATURE, toTenth(temperature)),
  };
  const total = Object.values(sub).reduce((sum, value) => sum + value, 0);
  const anyThree = Object.values(sub).includes(3);
  const risk = riskOf(total, anyThree);
  const response = responses[total === 0 ? 'zero' : risk];
  return { kind: 'total', total, sub, risk, response, anyThree };
}

/** Why NEWS2 does not apply to a person. Under 16 is also "perhaps under 16", when the birth date is known in part. */
export function news2Excluded(person: {
  years: number | undefined;
  pregnant: boolean;
}): 'under-16' | 'pregnancy' | 'age-unknown' | undefined {
  if (person.years === undefined) return 'age-unknown';
  if (person.years < 16) return 'under-16';
  return person.pregnant ? 'pregnancy' : undefined;
}

/** Chart 2: a 3 in one parameter lifts a total below 5 to low-medium. Five and more is what the total says. */
function riskOf(total: number, anyThree: boolean): News2Risk {
  if (total >= 7) return 'high';
  if (total >= 5) return 'medium';
  return anyThree ? 'low-medium' : 'low';
}

function score({ upTo, scores }: Bands, value: number): number {
  // Above all edges is the last band, which -1 names.
  const band = upTo.findIndex((highest) => value <= highest);
  return scores.at(band) ?? 0;
}

/** Half up, as one reads it: 38.05 is 38.1, though binary arithmetic has it just below. */
function toTenth(value: number): number {
  return Math.round(Number((value * 10).toPrecision(12))) / 10;
}

type Measured = 'respirationRate' | 'spo2' | 'systolic' | 'pulse' | 'temperature';

function usable(name: Measured, value: number | undefined): number | undefined {
  return value === undefined || checkReading(name, value).kind === 'impossible' ? undefined : value;
}

function missingFrom(readings: News2Readings): string[] {
  const measured = (name: Measured) =>
    usable(name, readings[name]) === undefined
      ? [LIMITS[name].label + (readings[name] === undefined ? '' : ' (not possible)')]
      : [];
  return [
    ...measured('respirationRate'),
    ...measured('spo2'),
    ...(readings.onOxygen === undefined ? [NEWS2_LABELS.airOrOxygen] : []),
    ...measured('systolic'),
    ...measured('pulse'),
    ...(readings.consciousness === undefined ? [NEWS2_LABELS.consciousness] : []),
    ...measured('temperature'),
  ];
}
