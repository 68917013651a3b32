/** How long to wait before speaking to the server again. Milliseconds. */
const IDLE_MS = 60_000;
const FIRST_MS = 1_000;
const MOST_MS = 60_000;
const MOST_WHILE_WAITING_MS = 15_000;

export interface Pace {
  /** Rounds in a row that failed, or that brought no answer to what was sent. */
  fruitless: number;
  /** Something written here is not filed yet. */
  waiting: boolean;
  failed: boolean;
}

/** Doubling from a second while something fails or is waited for, a minute when all is quiet; ±20 % so that a ward's tablets don't ask at once. */
export function delayMs({ fruitless, waiting, failed }: Pace, random: () => number): number {
  const most = waiting ? MOST_WHILE_WAITING_MS : MOST_MS;
  const plain = failed || waiting ? Math.min(FIRST_MS * 2 ** Math.min(fruitless, 10), most) : IDLE_MS;
  return Math.round(plain * (0.8 + 0.4 * random()));
}
