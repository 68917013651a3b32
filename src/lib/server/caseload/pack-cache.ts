/**
 * Whole packs as they were last made into text, in memory while there is room: the people of a team ask for the same ones. Kept
 * by patient and by version in a view, so nothing is ever found that another view, or another version, was made for.
 */
import type { PackFiles } from './pack-files';

/** Of characters: a byte each, as records are written. */
const ROOM = 128 * 1024 * 1024;

export class PackCache {
  /** In order of use, longest ago first. */
  readonly #texts = new Map<string, string>();
  readonly #room: number;
  readonly #files: PackFiles | undefined;
  #used = 0;

  /** `files`: what is not in memory is looked for there, and what is made is kept there too. */
  constructor(room = ROOM, files?: PackFiles) {
    this.#room = room;
    this.#files = files;
  }

  async find(patientId: string, versionInView: string): Promise<string | undefined> {
    const held = this.#inMemory(patientId, versionInView);
    if (held !== undefined || !this.#files) return held;
    const text = await this.#files.find(patientId, versionInView);
    if (text !== undefined) this.#hold(patientId, versionInView, text);
    return text;
  }

  /** In memory at once. Resolves when the file is written too, where there is one: nobody has to wait for that. */
  async keep(patientId: string, versionInView: string, text: string): Promise<void> {
    this.#hold(patientId, versionInView, text);
    await this.#files?.keep(patientId, versionInView, text);
  }

  #inMemory(patientId: string, versionInView: string): string | undefined {
    const key = keyOf(patientId, versionInView);
    const text = this.#texts.get(key);
    if (text === undefined) return undefined;
    this.#texts.delete(key);
    this.#texts.set(key, text);
    return text;
  }

  /** Lets go of what was used longest ago. What is larger than all the room is not kept. */
  #hold(patientId: string, versionInView: string, text: string): void {
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
