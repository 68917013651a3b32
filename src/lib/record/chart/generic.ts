/** Any resource in readable words: what Doorstep has no place for is still there to be read. */
import { formatInstant } from '../../clinical/dates';
import type { FhirResource } from '../fhir';
import {
  codesOf,
  conceptText,
  listOf,
  numberOf,
  periodText,
  quantityText,
  roundForReading,
  textOf,
} from '../read';
import { isFields, type Fields } from '../same';
import type { ChartContext } from './context';
import type { Item } from './view';

const TITLES = [
  'code',
  'title',
  'name',
  'type',
  'category',
  'vaccineCode',
  'relationship',
  'description',
] as const;
/** Bookkeeping, and what the chart says elsewhere. */
const SILENT = new Set([
  'resourceType',
  'id',
  'meta',
  'text',
  'status',
  'identifier',
  'subject',
  'patient',
  'for',
  'contained',
  'implicitRules',
  'language',
  'url',
]);
const DEEP = 4;

/** An item that says all that a resource holds, field by field. */
export function genericItem(chart: ChartContext, resource: FhirResource): Item & { resourceType: string } {
  const kind = inWords(resource.resourceType);
  const named = TITLES.map((name) => titleText(resource[name])).find((text) => text !== undefined);
  const lines = Object.entries(resource)
    .filter(([name]) => !SILENT.has(name))
    .flatMap(([name, value]) => fieldLines(chart, name, value))
    .filter((line) => named === undefined || !line.endsWith(`: ${named}`));
  const narrative = lines.length === 0 ? narrativeText(resource) : undefined;
  const error = isMarkedInError(resource) ? 'Entered in error: not to be relied on.' : undefined;
  const item = chart.item(resource, named ? `${kind}: ${named}` : kind, [error, ...lines, narrative]);
  return { ...item, resourceType: resource.resourceType };
}

/** "FamilyMemberHistory" → "Family member history"; a field's `valueQuantity` → "Value quantity". */
export function inWords(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return capitalised(words);
}

function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A line a field; extensions name themselves, and `_birthDate` says more about `birthDate`. */
function fieldLines(chart: ChartContext, name: string, value: unknown): string[] {
  const parts = name === 'extension' ? listOf(value) : [value];
  return parts.flatMap((part) => {
    const words = say(chart, part, DEEP);
    if (words === undefined) return [];
    return name === 'extension' ? capitalised(words) : `${inWords(name.replace(/^_/, ''))}: ${words}`;
  });
}

function titleText(value: unknown): string | undefined {
  const first = listOf(value)[0];
  return isFields(first) && 'family' in first ? humanName(first) : conceptText(first);
}

function say(chart: ChartContext, value: unknown, deep: number): string | undefined {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return roundForReading(value).toString();
  if (typeof value === 'string') return formatInstant(value.trim()) || undefined;
  if (Array.isArray(value)) return join(value.map((item) => say(chart, item, deep)));
  if (!isFields(value)) return undefined;
  return sayDatatype(chart, value) ?? (deep > 0 ? sayParts(chart, value, deep - 1) : '…');
}

function sayDatatype(chart: ChartContext, value: Fields): string | undefined {
  if ('reference' in value) return chart.nameOf(value) ?? typeOfReference(value);
  if ('family' in value) return humanName(value);
  if ('coding' in value || (codesOf(value).length > 0 && 'system' in value)) return conceptText(value);
  if (numberOf(value['value']) !== undefined) return quantityText(value);
  return 'start' in value || 'end' in value ? periodText(value) : undefined;
}

function sayParts(chart: ChartContext, value: Fields, deep: number): string | undefined {
  const { id: _id, data: _data, url, ...parts } = value;
  // An extension is named by the end of its address.
  const label = textOf(url)
    ?.split('/')
    .at(-1)
    ?.replace(/^Extension-(UKCore-)?/, '');
  const words = Object.entries(parts).map(([name, part]) => {
    const said = say(chart, part, deep);
    const plain = label !== undefined || name === 'text' || name === 'value';
    return said === undefined || plain ? said : `${inWords(name).toLowerCase()} ${said}`;
  });
  const all = join(words);
  return label === undefined || all === undefined ? all : `${inWords(label).toLowerCase()} ${all}`;
}

/** What kind of thing a reference means that points out of this record. */
function typeOfReference(reference: Fields): string | undefined {
  const type =
    textOf(reference['type']) ?? /^([A-Z][A-Za-z]+)\//.exec(textOf(reference['reference']) ?? '')?.[1];
  return type && inWords(type).toLowerCase();
}

function join(parts: (string | undefined)[]): string | undefined {
  return parts.filter((part) => part !== undefined && part !== '').join('; ') || undefined;
}

function humanName(name: Fields): string | undefined {
  const parts = [...listOf(name['prefix']), ...listOf(name['given']), name['family']].flatMap(
    (part) => textOf(part) ?? [],
  );
  return parts.join(' ') || textOf(name['text']);
}

function narrativeText(resource: FhirResource): string | undefined {
  const div = isFields(resource['text']) ? textOf(resource['text']['div']) : undefined;
  return div
    ?.replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function isMarkedInError({ status, verificationStatus }: FhirResource): boolean {
  return status === 'entered-in-error' || codesOf(verificationStatus).includes('entered-in-error');
}
