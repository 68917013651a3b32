/** Answers kept in memory until what they were read from changes. A failed reading is not kept. */
export class Cache<T> {
  readonly #held = new Map<string, Promise<T>>();

  async get(key: string, read: () => Promise<T>): Promise<T> {
    const answer = this.#held.get(key) ?? read();
    this.#held.set(key, answer);
    try {
      return await answer;
    } catch (cause) {
      if (this.#held.get(key) === answer) this.#held.delete(key);
      throw cause;
    }
  }

  clear(): void {
    this.#held.clear();
  }
}
