/** Plain JSON helpers for comparing two versions of a resource. */

/** A JSON object; absent and `undefined` are the same. */
export type Fields = Record<string, unknown>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Equal as JSON, whatever the order of the fields. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, i) => same(item, b[i]));
  }
  if (!isFields(a) || !isFields(b)) return false;
  return fieldNames(a, b).every((name) => same(a[name], b[name]));
}

/** The names of all fields of these objects, once each, in the order of the first that has them. */
export function fieldNames(...objects: Fields[]): string[] {
  return [...new Set(objects.flatMap((object) => Object.keys(object)))];
}
