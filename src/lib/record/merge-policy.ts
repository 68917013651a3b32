/**
 * What never merges by itself: allergies, doses and resuscitation decisions. Where one of these is touched, a change on
 * the other side is a conflict even if it is to another field: together they could say what neither person wrote
 * (promise 7 of the design). Also: which values are one statement, that two people can't each change a half of.
 */
import { mentionsResuscitation } from './resuscitation';
import { isFields, same, type Fields } from './same';

/** Resources of these types are one statement as a whole. */
const NEVER_MERGED_TYPES: ReadonlySet<unknown> = new Set([
  'AllergyIntolerance',
  'MedicationRequest',
  'MedicationStatement',
  'MedicationAdministration',
  'MedicationDispense',
  'Medication',
  'Consent',
]);

/** Fields that carry a dose or a medicine, wherever they stand. */
const DOSE_FIELD = /^(dos(e|age)|maxDose|dailyAmount|quantity$|product|medication)/;

/** An amount of a medicine in free text: "10 units", "500mg", "2 tablets", "20 ml/hr". */
const DOSE_WORDS =
  /\d\s*(mg|mcg|micrograms?|g|grams?|ml|millilit\w+|units?|iu|tablets?|caps(ules?)?|puffs?|drops?|sachets?|patch(es)?)\b/i;

/** Fields that only FHIR's single-statement datatypes have: CodeableConcept, Quantity, Reference, Period, Timing… */
const STATEMENT_FIELDS = [
  'coding',
  'value',
  'reference',
  'start',
  'end',
  'low',
  'high',
  'numerator',
  'repeat',
];

/** Fields that say one thing together: how something stands and why. Half of each side would say what neither meant. */
const SAID_TOGETHER = [
  ['status', 'statusReason'],
  ['lifecycleStatus', 'statusDate', 'statusReason'],
] as const;

/** The fields that `name` says something together with, itself among them. */
export function saidTogether(name: string, names: readonly string[]): readonly string[] {
  const group = SAID_TOGETHER.find((fields) => names.includes(fields[0]) && fields.some((f) => f === name));
  return group ?? [name];
}

/** True for an object that is one statement, such as an amount with its unit: it merges whole or not at all. */
export function isOneStatement(value: Fields): boolean {
  return STATEMENT_FIELDS.some((name) => name in value) || typeof value['system'] === 'string';
}

/** True when the resource as a whole is such that only a person may bring two changes together. */
export function neverMerges(versions: readonly Fields[]): boolean {
  return versions.some(
    (version) =>
      NEVER_MERGED_TYPES.has(version['resourceType']) ||
      mentionsResuscitation(version['code']) ||
      mentionsResuscitation(version['category']),
  );
}

/** True when a change of field `name` between these versions touches a dose, an allergy or a resuscitation decision. */
export function touchesGuarded(name: string, versions: readonly unknown[]): boolean {
  if (versions.every((version) => same(version, versions[0]))) return false;
  return (
    DOSE_FIELD.test(name) ||
    versions.some((version) => hasDoseWords(version) || mentionsResuscitation(version))
  );
}

function hasDoseWords(value: unknown): boolean {
  if (typeof value === 'string') return DOSE_WORDS.test(value);
  if (Array.isArray(value)) return value.some(hasDoseWords);
  return isFields(value) && Object.values(value).some(hasDoseWords);
}
