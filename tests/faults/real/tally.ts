/** What was acknowledged, and what became of it. */
export interface Counts {
  kills: number;
  /** Kills that came in the middle of what they were meant for. */
  caught: number;
  /** Notes that were said to be saved. */
  acknowledged: number;
  lost: number;
  duplicated: number;
  /** Kills after which the vault did not open again. */
  unopenable: number;
}

export const NOTHING: Counts = {
  kills: 0,
  caught: 0,
  acknowledged: 0,
  lost: 0,
  duplicated: 0,
  unopenable: 0,
};

export function sumOf(all: readonly Counts[]): Counts {
  return all.reduce(
    (sum, counts) => ({
      kills: sum.kills + counts.kills,
      caught: sum.caught + counts.caught,
      acknowledged: sum.acknowledged + counts.acknowledged,
      lost: sum.lost + counts.lost,
      duplicated: sum.duplicated + counts.duplicated,
      unopenable: sum.unopenable + counts.unopenable,
    }),
    NOTHING,
  );
}

/** `kills=… acknowledged=…`, in the order in which they stand. */
export function inWords(counts: object): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name}=${String(count)}`)
    .join(' ');
}

/** Which notes stand not at all, and which more than once, among all that was found in one place. */
export function judge(
  acknowledged: Iterable<string>,
  found: readonly string[],
): { lost: string[]; duplicated: string[] } {
  const times = new Map<string, number>();
  for (const text of found) times.set(text, (times.get(text) ?? 0) + 1);
  const notes = [...acknowledged];
  return {
    lost: notes.filter((text) => !times.has(text)),
    duplicated: notes.filter((text) => (times.get(text) ?? 0) > 1),
  };
}
