/** From what was typed to readings: numbers that are possible, and words for what is not. */
import { checkPressures, checkReading } from '../../clinical/plausible';
import type { Readings } from '../../record/entry';
import { READING_FIELDS, type ReadingField, type VisitDraft } from './visit-draft';

export interface TypedReadings {
  /** Only what can be saved; a reading not taken is absent, never zero. */
  readings: Readings;
  /** Not accepted: to be put right before saving. */
  errors: Partial<Record<ReadingField, string>>;
  /** Unusual: asked for once more, then believed. */
  doubts: Partial<Record<ReadingField, string>>;
}

export function readTyped(draft: Pick<VisitDraft, 'readings' | 'oxygen' | 'consciousness'>): TypedReadings {
  const result: TypedReadings = { readings: {}, errors: {}, doubts: {} };
  for (const field of READING_FIELDS) {
    const text = draft.readings[field]?.trim() ?? '';
    if (text === '') continue;
    const value = parseNumber(text);
    if (value === undefined) {
      result.errors[field] = 'Enter a number';
      continue;
    }
    const judged = checkReading(field, value);
    if (judged.kind === 'impossible') result.errors[field] = judged.words;
    else result.readings[field] = value;
    if (judged.kind === 'unlikely') result.doubts[field] = judged.words;
  }
  const { systolic, diastolic } = result.readings;
  if (systolic !== undefined && diastolic !== undefined) {
    const judged = checkPressures(systolic, diastolic);
    if (judged.kind === 'impossible') result.errors.diastolic = judged.words;
  }
  if (draft.oxygen !== '') result.readings.onOxygen = draft.oxygen === 'oxygen';
  if (draft.consciousness !== '') result.readings.consciousness = draft.consciousness;
  return result;
}

/** "36.8" and "36,8"; undefined for what is no plain decimal number. */
export function parseNumber(text: string): number | undefined {
  return /^\d+([.,]\d+)?$/.test(text) ? Number(text.replace(',', '.')) : undefined;
}
