/**
 * When reading a chart is opening it. The page reads an open chart again with every change; the same patient without a
 * break is one opening.
 */
const BREAK_MS = 10 * 60_000;

export class Openings {
  #query = '';
  #last: { patientId: string; at: number } | undefined;

  /** Whether this reading, at `now` in ms, is an opening. */
  isOpening(patientId: string, now: number): boolean {
    const last = this.#last;
    this.#last = { patientId, at: now };
    return last?.patientId !== patientId || Math.abs(now - last.at) > BREAK_MS;
  }

  /** Whether these words begin a search, rather than going on with the one before. An empty field searches for nothing. */
  isSearch(query: string): boolean {
    const [before, words] = [this.#query, query.trim()];
    this.#query = words;
    return words !== '' && (before === '' || !(words.startsWith(before) || before.startsWith(words)));
  }
}
