import { describe, expect, it } from 'vitest';
import { summaryOf } from './summary';

const plan = { resourceType: 'CarePlan', id: 'p' };
const change = { targetType: 'CarePlan', targetId: 'p', base: plan, proposed: plan } as const;

describe('one line for the outbox', () => {
  it('is the beginning of a note', () => {
    expect(summaryOf({ kind: 'note', text: 'Wound clean.\n  No odour.' })).toBe('Wound clean. No odour.');
    const long = summaryOf({ kind: 'note', text: 'word '.repeat(100) });
    expect(long.length).toBeLessThanOrEqual(120);
    expect(long.endsWith('word…')).toBe(true);
  });

  it('says nothing of a sealed note but that it is one', () => {
    const text = 'Afraid of her son';
    expect(summaryOf({ kind: 'note', text, sealed: 'domestic-abuse' })).toBe('Sealed note');
    const target = { targetType: 'DocumentReference', targetId: 'n', reason: text } as const;
    expect(summaryOf({ kind: 'amendment', ...target, text, sealed: 'safeguarding' })).toBe(
      'Correction of a sealed note',
    );
  });

  it('names the readings that were taken, also a zero', () => {
    const readings = {
      respirationRate: 0,
      spo2: 93,
      onOxygen: true,
      systolic: 120,
      diastolic: 70,
      temperature: 37.5,
    };
    expect(
      summaryOf({ kind: 'observations', readings, spo2Scale: 1, news2: { kind: 'total', total: 7 } }),
    ).toBe('Observations: NEWS2 7, resps 0, SpO2 93 %, on oxygen, BP 120/70, 37.5 °C');
    expect(summaryOf({ kind: 'observations', readings: { diastolic: 70 }, spo2Scale: 1 })).toBe(
      'Observations: BP –/70',
    );
    expect(summaryOf({ kind: 'observations', readings: {}, spo2Scale: 1 })).toBe('Observations');
  });

  it('says what was changed, decided, corrected and set aside', () => {
    expect(summaryOf({ kind: 'care-plan-change', ...change, summary: 'Dressing done' })).toBe(
      'Dressing done',
    );
    expect(
      summaryOf({ kind: 'decision', ...change, disputeId: 'd', choice: 'mixed', reason: 'Agreed' }),
    ).toBe('Decision: Agreed');
    expect(
      summaryOf({
        kind: 'amendment',
        targetType: 'DocumentReference',
        targetId: 'n',
        text: 'Left leg',
        reason: 'r',
      }),
    ).toBe('Correction: Left leg');
    expect(summaryOf({ kind: 'spo2-scale', scale: 2, reason: 'Clinic letter' })).toBe(
      'SpO2 scale 2: Clinic letter',
    );
    expect(summaryOf({ kind: 'set-aside', entryId: 'e', reason: 'Twice' })).toBe('Set aside: Twice');
  });
});
