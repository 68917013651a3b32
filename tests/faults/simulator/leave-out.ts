/**
 * The least of `all` that still shows something, in its order: leaves out ever smaller stretches, and in the end single
 * ones until none can be spared. Undefined when `mostTries` looks were not enough for that.
 */
export async function leaveOut<T>(
  all: readonly T[],
  shows: (fewer: T[]) => Promise<boolean>,
  mostTries: number,
): Promise<T[] | undefined> {
  let left = [...all];
  let tries = 0;
  for (let size = Math.ceil(left.length / 2); size >= 1;) {
    const before = left.length;
    for (let from = left.length - size; from > -size; from -= size) {
      const fewer = left.filter((_, at) => at < from || at >= from + size);
      if (tries === mostTries) return undefined;
      tries += 1;
      if (await shows(fewer)) left = fewer;
    }
    // What was needed by a step that is gone now can go too.
    const again = size === 1 && left.length < before && left.length > 0;
    size = again ? 1 : Math.floor(size / 2);
  }
  return left;
}
