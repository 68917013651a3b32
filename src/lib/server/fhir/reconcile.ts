/** What becomes of an imported resource beside what the record holds already. Pure. */
import { isDeepStrictEqual } from 'node:util';
import { referenceTo, type FhirResource } from '../../record/fhir';
import { isFields, valuesAt } from './json';
import { FLAG_SYSTEM, FLAGS, type FlagReason } from './reasons';

export interface Reconciled {
  /** `imported`: its content is in the record now and was not before. */
  outcome: 'imported' | 'unchanged';
  /** What to write; absent when the record stays as it is. */
  write?: FhirResource;
  /** Flags that the resource in the record carries now. */
  flags: FlagReason[];
}

/** `current` is the record by `Type/id`; `flags` are those of this import. */
export function reconcile(
  current: ReadonlyMap<string, FhirResource>,
  incoming: FhirResource,
  flags: readonly FlagReason[],
): Reconciled {
  const held = current.get(referenceTo(incoming));
  if (!held) return written(incoming, flags);
  const before = flagsIn(held);
  const kept = before.filter((flag) => flag === 'content-differs');
  if (isDeepStrictEqual(withFlags(incoming, []), withFlags(held, []))) {
    return settled(held, before, [...flags, ...kept]);
  }
  const order = isChangedByEntry(current, incoming) ? 'unknown' : compareVersions(incoming, held);
  if (order === 'newer') return written(incoming, flags);
  return settled(held, before, order === 'older' ? before : [...before, 'content-differs']);
}

/** The resource with exactly these import flags among its tags. */
export function withFlags(resource: FhirResource, flags: readonly FlagReason[]): FhirResource {
  const { meta, ...rest } = resource;
  const { tag, ...otherMeta } = isFields(meta) ? meta : {};
  const others = (Array.isArray(tag) ? (tag as unknown[]) : []).filter(
    (t) => !(isFields(t) && t['system'] === FLAG_SYSTEM),
  );
  const ours = unique(flags).map((code) => ({ system: FLAG_SYSTEM, code, display: FLAGS[code] }));
  const tags = [...others, ...ours];
  const newMeta = { ...otherMeta, ...(tags.length > 0 ? { tag: tags } : {}) };
  return Object.keys(newMeta).length > 0 ? { ...rest, meta: newMeta } : rest;
}

export function flagsIn(resource: FhirResource): FlagReason[] {
  const ours = valuesAt(resource, ['meta', 'tag']).filter(
    (tag) => isFields(tag) && tag['system'] === FLAG_SYSTEM,
  );
  return unique(
    valuesAt(ours, ['code']).filter((code) => typeof code === 'string' && code in FLAGS) as FlagReason[],
  );
}

function written(resource: FhirResource, flags: readonly FlagReason[]): Reconciled {
  return { outcome: 'imported', write: withFlags(resource, flags), flags: unique(flags) };
}

function settled(
  held: FhirResource,
  before: readonly FlagReason[],
  after: readonly FlagReason[],
): Reconciled {
  const flags = unique(after);
  const outcome = 'unchanged';
  return isDeepStrictEqual(flags, unique(before))
    ? { outcome, flags }
    : { outcome, write: withFlags(held, flags), flags };
}

const unique = (flags: readonly FlagReason[]): FlagReason[] => [...new Set(flags)].sort();

/** What a clinician changed here since is never replaced by an import. */
function isChangedByEntry(current: ReadonlyMap<string, FhirResource>, incoming: FhirResource): boolean {
  const reference = referenceTo(incoming);
  return [...current.values()].some(
    (resource) =>
      resource.resourceType === 'Provenance' &&
      valuesAt(resource, ['meta', 'source']).some(
        (s) => typeof s === 'string' && s.startsWith('urn:doorstep:entry:'),
      ) &&
      valuesAt(resource, ['target', 'reference']).includes(reference),
  );
}

function compareVersions(a: FhirResource, b: FhirResource): 'newer' | 'older' | 'unknown' {
  for (const read of [versionOf, lastUpdatedOf]) {
    const [left, right] = [read(a), read(b)];
    if (left !== undefined && right !== undefined && left !== right) return left > right ? 'newer' : 'older';
  }
  return 'unknown';
}

function versionOf(resource: FhirResource): number | undefined {
  const [version] = valuesAt(resource, ['meta', 'versionId']);
  return typeof version === 'string' && /^\d{1,15}$/.test(version) ? Number(version) : undefined;
}

function lastUpdatedOf(resource: FhirResource): number | undefined {
  const [instant] = valuesAt(resource, ['meta', 'lastUpdated']);
  const time = typeof instant === 'string' ? Date.parse(instant) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}
