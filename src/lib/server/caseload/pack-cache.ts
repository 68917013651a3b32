/**
 * Whole packs as they were last made into text, while there is room: the people of a team ask for the same ones. Kept by
 * patient and by version in a view, so nothing is ever found that another view, or another version, was made for.
 */

/** Of characters: a byte each, as records are written. */
const ROOM = 128 * 1024 * 1024;

export class PackCache {
  /** In order of use, longest ago first. */
  readonly #texts = new Map<string, string>();
  readonly #room: number;
  #used = 0;

  constructor(room = ROOM) {
    this.#room = room;
  }

  find(patientId: string, versionInView: string): string | undefined {
    const key = keyOf(patientId, versionInView);
    const text = this.#texts.get(key);
    if (text === undefined) return undefined;
    this.#texts.delete(key);
    this.#texts.set(key, text);
    return text;
  }

  /** Lets go of what was used longest ago. What is larger than all the room is not kept. */
  keep(patientId: string, versionInView: string, text: string): void {
    if (text.length > this.#room) return;
    this.#drop(keyOf(patientId, versionInView));
    this.#texts.set(keyOf(patientId, versionInView), text);
    this.#used += text.length;
    for (const key of this.#texts.keys()) {
      if (this.#used <= this.#room) return;
      this.#drop(key);
    }
  }

  #drop(key: string): void {
    this.#used -= this.#texts.get(key)?.length ?? 0;
    this.#texts.delete(key);
  }
}

function keyOf(patientId: string, versionInView: string): string {
  return `${patientId} ${versionInView}`;
}
