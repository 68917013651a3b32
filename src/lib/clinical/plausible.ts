/**
 * Which readings a person may have typed. Outside `possible` a reading is not accepted (a slip of the finger, or another
 * unit); outside `likely` it is asked for again and then believed, since very ill people have very odd readings.
 * The limits are Doorstep's own and generous; they say nothing about what is healthy.
 */
export type ReadingName =
  'respirationRate' | 'spo2' | 'systolic' | 'diastolic' | 'pulse' | 'temperature' | 'weight' | 'glucose';

export interface Limits {
  label: string;
  unit: string;
  possible: readonly [number, number];
  likely: readonly [number, number];
  /** Digits after the point. */
  decimals: 0 | 1 | 2;
}

export const LIMITS: Readonly<Record<ReadingName, Limits>> = {
  respirationRate: {
    label: 'Respiration rate',
    unit: 'breaths a minute',
    possible: [0, 120],
    likely: [8, 40],
    decimals: 0,
  },
  spo2: { label: 'Oxygen saturation', unit: '%', possible: [30, 100], likely: [80, 100], decimals: 0 },
  systolic: {
    label: 'Systolic blood pressure',
    unit: 'mmHg',
    possible: [30, 320],
    likely: [80, 220],
    decimals: 0,
  },
  diastolic: {
    label: 'Diastolic blood pressure',
    unit: 'mmHg',
    possible: [10, 220],
    likely: [40, 130],
    decimals: 0,
  },
  pulse: { label: 'Pulse', unit: 'beats a minute', possible: [10, 300], likely: [40, 150], decimals: 0 },
  temperature: { label: 'Temperature', unit: '°C', possible: [25, 45], likely: [34, 41], decimals: 1 },
  weight: { label: 'Weight', unit: 'kg', possible: [0.3, 400], likely: [2, 200], decimals: 2 },
  glucose: { label: 'Blood glucose', unit: 'mmol/L', possible: [0.1, 80], likely: [3, 25], decimals: 1 },
};

export type Plausibility =
  | { kind: 'plausible' }
  /** Ask once more, then accept. */
  | { kind: 'unlikely'; words: string }
  /** Not accepted. */
  | { kind: 'impossible'; words: string };

/** Judges one reading, in the unit of the table. */
export function checkReading(name: ReadingName, value: number): Plausibility {
  const { label, unit, possible, likely, decimals } = LIMITS[name];
  const between = `between ${possible[0]} and ${possible[1]} ${unit}`;
  if (!inside(value, possible)) return { kind: 'impossible', words: `${label} must be ${between}` };
  if (decimals === 0 && !Number.isInteger(value)) {
    return { kind: 'impossible', words: `${label} must be a whole number` };
  }
  return inside(value, likely)
    ? { kind: 'plausible' }
    : { kind: 'unlikely', words: `${label} ${value} ${unit} is unusual: is it right?` };
}

/** Judges the two pressures together: the diastolic is the lower one. */
export function checkPressures(systolic: number, diastolic: number): Plausibility {
  return diastolic < systolic
    ? { kind: 'plausible' }
    : { kind: 'impossible', words: 'Diastolic blood pressure must be below the systolic' };
}

function inside(value: number, [from, to]: readonly [number, number]): boolean {
  return value >= from && value <= to;
}
