import { describe, expect, it } from 'vitest';
import { parseNumber, readTyped } from './typed-readings';

const read = (readings: Record<string, string>) => readTyped({ readings, oxygen: '', consciousness: '' });

describe('readTyped', () => {
  it('leaves out what was not taken, rather than calling it zero', () => {
    expect(read({ pulse: ' ', spo2: '' })).toEqual({ readings: {}, errors: {}, doubts: {} });
  });

  it('reads numbers, air and consciousness', () => {
    expect(
      readTyped({
        readings: { pulse: ' 72 ', temperature: '36,8' },
        oxygen: 'air',
        consciousness: 'C',
      }).readings,
    ).toEqual({ pulse: 72, temperature: 36.8, onOxygen: false, consciousness: 'C' });
  });

  it('does not accept what is no number or impossible', () => {
    const { readings, errors } = read({ pulse: '7o', temperature: '368' });
    expect(readings).toEqual({});
    expect(Object.keys(errors)).toEqual(['pulse', 'temperature']);
  });

  it('doubts what is unusual, and keeps it', () => {
    const { readings, doubts } = read({ pulse: '160' });
    expect(readings).toEqual({ pulse: 160 });
    expect(doubts.pulse).toContain('unusual');
  });

  it('does not accept a diastolic above the systolic', () => {
    expect(read({ systolic: '80', diastolic: '120' }).errors.diastolic).toBeDefined();
  });
});

describe('parseNumber', () => {
  it.each(['1e3', '-1', '+1', '1.', '.5', '1,2,3', '0x10', 'NaN', ''])('does not read %j', (text) => {
    expect(parseNumber(text)).toBeUndefined();
  });
});
