/**
 * How a resuscitation decision is known when one comes by. Hazard: a decision missed, or a word read as its opposite.
 * So codes and words only *find* the record; what is shown is always the wording that a person recorded.
 */
import { isFields } from './same';

/** SNOMED CT. Named as identifiers; the words shown are those of the record. */
export const RESUSCITATION_CODES: ReadonlySet<string> = new Set([
  '450476008', // Not for attempted cardiopulmonary resuscitation
  '450475007', // For attempted cardiopulmonary resuscitation
  '304253006', // Not for resuscitation
  '304252001', // For resuscitation
]);

const WORDS = /\b(DNA?CPR|DNAR|CPR|ReSPECT form|ReSPECT plan)\b|resuscitat/i;

/** True when a code or a word anywhere in `value` (a concept, a text, a whole resource) speaks of resuscitation. */
export function mentionsResuscitation(value: unknown): boolean {
  if (typeof value === 'string') return WORDS.test(value) || RESUSCITATION_CODES.has(value);
  if (Array.isArray(value)) return value.some(mentionsResuscitation);
  return isFields(value) && Object.values(value).some(mentionsResuscitation);
}
