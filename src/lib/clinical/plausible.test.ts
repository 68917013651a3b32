import { describe, expect, it } from 'vitest';
import { checkPressures, checkReading, LIMITS, type ReadingName } from './plausible';

describe('a reading', () => {
  it.each([
    ['temperature', 36.8, 'plausible'],
    ['temperature', 33.9, 'unlikely'],
    ['temperature', 98.4, 'impossible'],
    ['temperature', 368, 'impossible'],
    ['spo2', 97, 'plausible'],
    ['spo2', 79, 'unlikely'],
    ['spo2', 101, 'impossible'],
    ['spo2', 96.5, 'impossible'],
    ['pulse', 0, 'impossible'],
    ['pulse', 38, 'unlikely'],
    ['respirationRate', 0, 'unlikely'],
    ['respirationRate', -1, 'impossible'],
    ['systolic', 12, 'impossible'],
    ['weight', 0.65, 'unlikely'],
    ['glucose', 550, 'impossible'],
    ['glucose', Number.NaN, 'impossible'],
  ] as const)('%s %d is %s', (name, value, kind) => {
    expect(checkReading(name, value).kind).toBe(kind);
  });

  it('is believed within its own limits, and never beyond what is possible', () => {
    for (const name of Object.keys(LIMITS) as ReadingName[]) {
      const { possible, likely } = LIMITS[name];
      expect(possible[0]).toBeLessThanOrEqual(likely[0]);
      expect(possible[1]).toBeGreaterThanOrEqual(likely[1]);
      for (const edge of likely) expect(checkReading(name, edge).kind).toBe('plausible');
      for (const edge of possible) expect(checkReading(name, edge).kind).not.toBe('impossible');
    }
  });

  it('of blood pressure has the diastolic below the systolic', () => {
    expect(checkPressures(120, 80).kind).toBe('plausible');
    expect(checkPressures(80, 120).kind).toBe('impossible');
    expect(checkPressures(90, 90).kind).toBe('impossible');
  });
});
