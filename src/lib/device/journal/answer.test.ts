import { describe, expect, it } from 'vitest';
import type { EntryDoc, ReceiptDoc } from '../../record/journal-docs';
import { answerOf, stateOf } from './answer';

const doc = { _id: 'entry:1', type: 'entry', format: 1, attempt: 1 } as EntryDoc;
const receipt = (change: Partial<ReceiptDoc>): ReceiptDoc => ({
  _id: 'receipt:1',
  type: 'receipt',
  format: 1,
  entryId: '1',
  outcome: 'filed',
  at: '2026-11-22T10:00:00.000Z',
  hash: 'own',
  ...change,
});

describe('answerOf', () => {
  it('takes the server’s word for the bytes that were written here', () => {
    for (const outcome of ['filed', 'decision', 'refused'] as const) {
      expect(answerOf(doc, 'own', receipt({ outcome }))).toBe(outcome);
    }
    expect(answerOf(doc, 'own', undefined)).toBeUndefined();
  });

  it('never turns green for other bytes', () => {
    for (const outcome of ['filed', 'decision', 'refused'] as const) {
      expect(answerOf(doc, 'own', receipt({ outcome, hash: 'other' }))).toBe('altered');
    }
  });

  describe('after sending again', () => {
    const again = { ...doc, attempt: 2, earlier: ['own'], answeredAt: '2026-11-22T10:00:00.000Z' };

    it('is without an answer until a new one comes', () => {
      expect(answerOf(again, 'new', receipt({ outcome: 'refused' }))).toBeUndefined();
      expect(answerOf(again, 'new', receipt({ outcome: 'refused', hash: 'other' }))).toBeUndefined();
      const later = { outcome: 'refused' as const, hash: 'new', at: '2026-11-22T10:05:00.000Z' };
      expect(answerOf(again, 'new', receipt(later))).toBe('refused');
    });

    it('is filed when the server filed an earlier attempt after all', () => {
      expect(answerOf(again, 'new', receipt({ outcome: 'filed' }))).toBe('filed');
    });
  });
});

describe('stateOf', () => {
  it.each([
    ['on-device', undefined, false, false],
    ['received', undefined, true, false],
    ['filed', 'filed', true, false],
    ['refused', 'refused', true, false],
    ['refused', 'altered', true, false],
    ['decision', 'decision', true, false],
    ['set-aside', 'refused', true, true],
    ['set-aside', undefined, false, true],
    // What is in the record is filed, whatever the author did with it meanwhile.
    ['filed', 'filed', true, true],
  ] as const)('is %s for answer %s, received %s, set aside %s', (state, answer, received, setAside) => {
    expect(stateOf({ answer, received, setAside })).toBe(state);
  });
});
