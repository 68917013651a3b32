/** Takes a document apart into resources: a Bundle of any type into its entries, Bundles in Bundles too. */
import { isDeeper, isFields, type Fields } from './json';
import type { Place, Refusal } from './reasons';

/** Deeper than any real resource; a limit, so that hostile input can't exhaust the stack. */
const DEEPEST = 60;

export interface Item extends Place {
  value: Fields;
  /** The address of the entry, by which others in the Bundle may refer to it. */
  fullUrl?: string;
}

export interface Parts {
  items: Item[];
  refusals: Refusal[];
}

export function takeApart(file: string, place: string, value: unknown): Parts {
  const parts: Parts = { items: [], refusals: [] };
  if (isDeeper(value, DEEPEST))
    parts.refusals.push({ file, place, reason: 'not-r4', detail: 'nested too deep' });
  else collect(parts, { file, place }, value, undefined);
  return parts;
}

function collect(parts: Parts, at: Place, value: unknown, fullUrl: string | undefined): void {
  if (!isFields(value)) {
    parts.refusals.push({ ...at, reason: 'not-an-object' });
  } else if (typeof value['resourceType'] !== 'string') {
    parts.refusals.push({ ...at, reason: 'no-resource-type' });
  } else if (value['resourceType'] !== 'Bundle') {
    parts.items.push({ ...at, value, ...(fullUrl === undefined ? {} : { fullUrl }) });
  } else {
    collectEntries(parts, at, value);
  }
}

function collectEntries(parts: Parts, at: Place, bundle: Fields): void {
  const entries = bundle['entry'] ?? [];
  if (!Array.isArray(entries)) {
    parts.refusals.push({ ...at, reason: 'not-r4', detail: 'entry' });
    return;
  }
  entries.forEach((entry: unknown, i) => {
    const inner = { ...at, place: [at.place, `entry ${i}`].filter(Boolean).join(' > ') };
    if (!isFields(entry) || entry['resource'] === undefined) {
      parts.refusals.push({ ...inner, reason: 'no-resource' });
      return;
    }
    const fullUrl = entry['fullUrl'];
    collect(parts, inner, entry['resource'], typeof fullUrl === 'string' ? fullUrl : undefined);
  });
}
