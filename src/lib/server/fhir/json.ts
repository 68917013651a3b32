/** Looking into JSON of which nothing is known yet. */
export type Fields = Record<string, unknown>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Everything at a path of field names; lists on the way are gone through. */
export function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path));
  const [name, ...rest] = path;
  if (name === undefined) return value === undefined ? [] : [value];
  return isFields(value) ? valuesAt(value[name], rest) : [];
}

/** Every object in `value`, itself included, from the outside in. */
export function* objectsIn(value: unknown): Generator<Fields> {
  if (Array.isArray(value)) {
    for (const item of value) yield* objectsIn(item);
  } else if (isFields(value)) {
    yield value;
    for (const name of Object.keys(value)) {
      if (typeof value[name] === 'object') yield* objectsIn(value[name]);
    }
  }
}

/** Whether `value` is nested more than `most` levels deep; never looks deeper than that. */
export function isDeeper(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return most === 0 || Object.values(value).some((inner) => isDeeper(inner, most - 1));
}
