/** A conflict in words: what it is about, and what each side says. */
import { activityWording } from '../../record/care-plan-change';
import type { FhirResource } from '../../record/fhir';
import type { Conflict } from '../../record/merge';
import { conceptText } from '../../record/read';
import { isFields } from '../../record/same';
import { activityStatusWords } from '../plan-words';

const FIELDS: Readonly<Record<string, string>> = {
  status: 'how it stands',
  statusReason: 'why',
  description: 'wording',
  title: 'title',
  detail: 'details',
  lifecycleStatus: 'how it stands',
  achievementStatus: 'whether it is reached',
  note: 'notes',
};

/** "Change dressing: how it stands". What has no word of its own is named as the record names it. */
export function placeWords(resource: FhirResource, path: string): string {
  // The words of a coded thing are what it says: "description/text" is the description.
  const parts = path.replace(/\/text$/, '').split('/');
  const [list, item, ...rest] = parts;
  const field = parts.at(-1) ?? path;
  const named = FIELDS[field] ?? field;
  if (list !== 'activity' || item === undefined) return named;
  const activity = activityWording(resource, { id: item }) ?? 'An activity';
  return rest.length === 0 ? activity : `${activity}: ${named}`;
}

/** What one side says at a place: its conflicts are one statement, such as how something stands and why. */
export function sideWords(conflicts: readonly Conflict[], side: 'base' | 'current' | 'proposed'): string {
  const said = conflicts.map((conflict) => conflict[side]).filter((value) => value !== undefined);
  return said.length === 0 ? valueWords(undefined) : said.map(valueWords).join(', because: ');
}

/** One side's value in words. A value that can't be said shortly is shown as it is, rather than left out. */
export function valueWords(value: unknown): string {
  if (value === undefined || value === null || value === '') return 'nothing (taken out)';
  if (typeof value === 'string') return activityStatusWords(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map(valueWords).join('; ');
  const said = conceptText(value);
  if (said !== undefined) return said;
  if (!isFields(value)) return JSON.stringify(value);
  return Object.entries(value)
    .filter(([name]) => name !== 'id')
    .map(([name, part]) => `${FIELDS[name] ?? name}: ${valueWords(part)}`)
    .join(', ');
}
