import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  codesOf,
  conceptText,
  fieldsOf,
  listOf,
  notesOf,
  periodText,
  quantityText,
  referenceId,
} from './read';

describe('reading what others wrote', () => {
  it('takes a concept’s words before its displays, and its displays before its codes', () => {
    const coding = [{ code: '1' }, { code: '2', display: 'Two' }];
    expect(conceptText({ text: 'Words', coding })).toBe('Words');
    expect(conceptText({ coding })).toBe('Two');
    expect(conceptText({ coding: [{ code: '1' }] })).toBe('1');
    expect(conceptText({ code: 'AMB', display: 'ambulatory' })).toBe('ambulatory');
    expect(conceptText([{ text: 'First' }, { text: 'Second' }])).toBe('First');
    expect(conceptText({})).toBeUndefined();
  });

  it('finds all codes', () => {
    expect(codesOf({ coding: [{ code: '1' }, { code: '2' }] })).toEqual(['1', '2']);
    expect(codesOf([{ coding: { code: '1' } }, { code: '3' }])).toEqual(['1', '3']);
  });

  it('rounds an amount for reading and leaves remarks in braces out', () => {
    expect(quantityText({ value: 87.35552017650116, unit: 'kg' })).toBe('87.36 kg');
    expect(quantityText({ value: 0, unit: '%' })).toBe('0 %');
    expect(quantityText({ value: 3, unit: '{score}' })).toBe('3');
    expect(quantityText({ value: 5, comparator: '<', code: 'mg/L' })).toBe('<5 mg/L');
    expect(quantityText({ value: 'five', unit: 'kg' })).toBeUndefined();
  });

  it('says a period in words', () => {
    expect(periodText({ start: '2026-11-01', end: '2026-11-03' })).toBe('1 Nov 2026 to 3 Nov 2026');
    expect(periodText({ start: '2026-11-01T09:00:00Z', end: '2026-11-01T10:00:00Z' })).toBe('1 Nov 2026');
    expect(periodText({ start: '2026-11-01' })).toBe('from 1 Nov 2026');
    expect(periodText({ end: '2026-11' })).toBe('until Nov 2026');
    expect(periodText({})).toBeUndefined();
  });

  it('knows the id in any spelling of a reference', () => {
    for (const reference of ['Goal/g1', 'urn:uuid:g1', 'https://example.org/fhir/Goal/g1', '#g1']) {
      expect(referenceId({ reference })).toBe('g1');
    }
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        for (const read of [
          fieldsOf,
          listOf,
          codesOf,
          conceptText,
          notesOf,
          quantityText,
          periodText,
          referenceId,
        ]) {
          read(value);
        }
      }),
    );
  });
});
