/**
 * Reading FHIR that others wrote: any field may be missing, of another shape, or wrong. These never throw, and give
 * nothing rather than something made up.
 */
import { formatDate } from '../clinical/dates';
import { isFields, type Fields } from './same';

const NONE: Fields = {};

/** The fields of an object; none for anything else. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : NONE;
}

/** The items of a list; a single value where a list belongs counts as a list of one. */
export function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  return value === undefined || value === null ? [] : [value];
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** All codes of a CodeableConcept, a Coding, or a list of them. */
export function codesOf(value: unknown): string[] {
  const codes: string[] = [];
  for (const item of listOf(value)) {
    const { coding, code } = fieldsOf(item);
    const text = textOf(code);
    if (coding !== undefined) codes.push(...codesOf(coding));
    else if (text !== undefined) codes.push(text);
  }
  return codes;
}

/** A CodeableConcept, a Coding or a plain code in words: as written, else as displayed, else the code itself. */
export function conceptText(value: unknown): string | undefined {
  const first = listOf(value)[0];
  if (typeof first === 'string') return textOf(first);
  const { text, display, coding, code } = fieldsOf(first);
  return textOf(text) ?? textOf(display) ?? (coding === undefined ? textOf(code) : conceptOfCodings(coding));
}

function conceptOfCodings(codings: unknown): string | undefined {
  const all = listOf(codings);
  const shown = all.find((coding) => textOf(fieldsOf(coding)['display']) !== undefined);
  return conceptText(shown ?? all[0]);
}

/** The texts of a list of Annotations. */
export function notesOf(value: unknown): string[] {
  return listOf(value).flatMap((note) => textOf(fieldsOf(note)['text']) ?? []);
}

/** "5.4 mmol/L": an amount as recorded, rounded to two places at most. */
export function quantityText(value: unknown): string | undefined {
  const { value: amount, unit, code, comparator } = fieldsOf(value);
  const number = numberOf(amount);
  if (number === undefined) return undefined;
  const named = textOf(unit) ?? textOf(code) ?? '';
  return `${textOf(comparator) ?? ''}${roundForReading(number)} ${unitWords(named)}`.trim();
}

/** UCUM's spellings that nobody reads at a glance. */
const UNITS: ReadonlyMap<string, string> = new Map([
  ['Cel', '°C'],
  ['[degF]', '°F'],
  ['mm[Hg]', 'mmHg'],
  ['1', ''],
]);

/** A unit as one reads it. Braces alone hold a remark, and are none. */
export function unitWords(unit: string): string {
  return UNITS.get(unit) ?? unit.replace(/^\{.*\}$/, '');
}

/** Two places at most: some systems write 87.35552017650116 kg. */
export function roundForReading(value: number): number {
  return Math.round(value * 100) / 100;
}

/** "1 Nov 2026 to 3 Nov 2026", "from …", "until …". */
export function periodText(value: unknown): string | undefined {
  const [start, end] = [textOf(fieldsOf(value)['start']), textOf(fieldsOf(value)['end'])];
  if (start && end && start.slice(0, 10) !== end.slice(0, 10)) {
    return `${formatDate(start)} to ${formatDate(end)}`;
  }
  if (start) return end ? formatDate(start) : `from ${formatDate(start)}`;
  return end ? `until ${formatDate(end)}` : undefined;
}

/** The last part of a reference: `Type/id`, `urn:uuid:id`, an address or `#contained`. */
export function referenceId(value: unknown): string | undefined {
  const reference = textOf(fieldsOf(value)['reference']);
  return reference?.split(/[/:#]/).at(-1);
}
