/**
 * Three-way merge of FHIR resources: what two people changed from the same base. Changes that don't overlap come
 * together; overlaps, and whatever `merge-policy.ts` guards, are conflicts for a person. Server and device share it.
 */
import * as v from 'valibot';
import type { FhirResource } from './fhir';
import { keyedLists, mergedOrder, pathKey } from './merge-lists';
import { isOneStatement, neverMerges, saidTogether, touchesGuarded } from './merge-policy';
import { fieldNames, isFields, same, type Fields } from './same';

/**
 * One place where two people's changes overlap. `path` names fields, and list items by their id (`/` in an id is `~1`):
 * `activity/a1/detail/status`. A value that is absent was not there, or was removed.
 */
export const ConflictSchema = v.looseObject({
  path: v.string(),
  base: v.optional(v.unknown()),
  current: v.optional(v.unknown()),
  proposed: v.optional(v.unknown()),
});
export type Conflict = v.InferOutput<typeof ConflictSchema>;

export interface MergeResult {
  /** Keeps the current value wherever a conflict stands. */
  merged: FhirResource;
  conflicts: Conflict[];
}

/** Never an author's to change: what the resource is, whose record it is in, and the server's own notes about it. */
const FIXED_FIELDS = ['resourceType', 'id', 'meta', 'subject', 'patient'];

/** Brings `proposed` (made from `base`) onto `current`. No change of either side is lost: it is in `merged` or a conflict. */
export function merge(base: FhirResource, current: FhirResource, proposed: FhirResource): MergeResult {
  const [b, p] = [withFixedOf(current, base), withFixedOf(current, proposed)];
  const conflicts: Conflict[] = [];
  const decided = sideThatStands(b, current, p);
  const merged =
    decided?.value ??
    (neverMerges([b, current, p])
      ? disagree('', b, current, p, conflicts)
      : mergeFields('', b, current, p, conflicts));
  conflicts.sort((one, other) => (one.path < other.path ? -1 : 1));
  return { merged: merged as FhirResource, conflicts };
}

/** The value where at most one side changed it, or both alike. Undefined when both changed it and differ. */
function sideThatStands(base: unknown, current: unknown, proposed: unknown): { value: unknown } | undefined {
  if (same(base, proposed) || same(current, proposed)) return { value: current };
  return same(base, current) ? { value: proposed } : undefined;
}

function mergeValue(
  path: string,
  base: unknown,
  current: unknown,
  proposed: unknown,
  to: Conflict[],
): unknown {
  const decided = sideThatStands(base, current, proposed);
  if (decided) return decided.value;
  if (isDivisible(base) && isDivisible(current) && isDivisible(proposed)) {
    return mergeFields(path, base, current, proposed, to);
  }
  const lists = keyedLists(base, current, proposed);
  const order = lists && mergedOrder(...lists);
  if (!order) {
    to.push({ path, base, current, proposed });
    return current;
  }
  const [b, c, p] = lists;
  return order
    .map((key) => mergeValue(`${path}/${pathKey(key)}`, b.get(key), c.get(key), p.get(key), to))
    .filter((item) => item !== undefined);
}

function mergeFields(path: string, base: Fields, current: Fields, proposed: Fields, to: Conflict[]): Fields {
  const names = fieldNames(current, proposed, base);
  const guarded = names.some((name) => {
    const versions = [base[name], current[name], proposed[name]] as const;
    // What is merged part by part has its own guard, closer to the place.
    return !versions.every(isDivisible) && !keyedLists(...versions) && touchesGuarded(name, versions);
  });
  if (guarded) return disagree(path, base, current, proposed, to);
  const mergeField = (name: string) => {
    const group = saidTogether(name, names);
    const [b, c, p] = [only(group, base), only(group, current), only(group, proposed)];
    if (group.length === 1 || sideThatStands(b, c, p)) {
      return mergeValue(join(path, name), base[name], current[name], proposed[name], to);
    }
    disagree(path, only([name], base), only([name], current), only([name], proposed), to);
    return current[name];
  };
  return withoutAbsent(names.map((name) => [name, mergeField(name)]));
}

function only(names: readonly string[], fields: Fields): Fields {
  return Object.fromEntries(names.map((name) => [name, fields[name]]));
}

/** Every field in which the two sides differ is for a person, also where only one side changed it. */
function disagree(path: string, base: Fields, current: Fields, proposed: Fields, to: Conflict[]): Fields {
  for (const name of fieldNames(current, proposed)) {
    if (same(current[name], proposed[name])) continue;
    to.push({
      path: join(path, name),
      base: base[name],
      current: current[name],
      proposed: proposed[name],
    });
  }
  return current;
}

function isDivisible(value: unknown): value is Fields {
  return isFields(value) && !isOneStatement(value);
}

function withFixedOf(current: FhirResource, version: FhirResource): FhirResource {
  const fixed = FIXED_FIELDS.map((name) => [name, current[name]] as [string, unknown]);
  return withoutAbsent([...Object.entries(version), ...fixed]) as FhirResource;
}

function withoutAbsent(entries: [string, unknown][]): Fields {
  return Object.fromEntries([...new Map(entries)].filter(([, value]) => value !== undefined));
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}/${name}`;
}
