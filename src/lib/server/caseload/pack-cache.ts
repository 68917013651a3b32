/**
 * Whole packs as they were last made into text and compressed, in memory while there is room: the people of a team ask for the
 * same ones. Kept by patient and by version in a view, so nothing is ever found that another view, or another version, was made for.
 */
import type { PackFiles } from './pack-files';

/** In bytes. */
const ROOM = 64 * 1024 * 1024;

export class PackCache {
  /** In order of use, longest ago first. */
  readonly #packs = new Map<string, Uint8Array>();
  readonly #room: number;
  readonly #files: PackFiles | undefined;
  #used = 0;

  /** `files`: what is not in memory is looked for there, and what is made is kept there too. */
  constructor(room = ROOM, files?: PackFiles) {
    this.#room = room;
    this.#files = files;
  }

  async find(patientId: string, versionInView: string): Promise<Uint8Array | undefined> {
    const held = this.#inMemory(patientId, versionInView);
    if (held !== undefined || !this.#files) return held;
    const packed = await this.#files.find(patientId, versionInView);
    if (packed !== undefined) this.#hold(patientId, versionInView, packed);
    return packed;
  }

  /** In memory at once. Resolves when the file is written too, where there is one: nobody has to wait for that. */
  async keep(patientId: string, versionInView: string, packed: Uint8Array): Promise<void> {
    this.#hold(patientId, versionInView, packed);
    await this.#files?.keep(patientId, versionInView, packed);
  }

  #inMemory(patientId: string, versionInView: string): Uint8Array | undefined {
    const key = keyOf(patientId, versionInView);
    const packed = this.#packs.get(key);
    if (packed === undefined) return undefined;
    this.#packs.delete(key);
    this.#packs.set(key, packed);
    return packed;
  }

  /** Lets go of what was used longest ago. What is larger than all the room is not kept. */
  #hold(patientId: string, versionInView: string, packed: Uint8Array): void {
    if (packed.length > this.#room) return;
    this.#drop(keyOf(patientId, versionInView));
    this.#packs.set(keyOf(patientId, versionInView), packed);
    this.#used += packed.length;
    for (const key of this.#packs.keys()) {
      if (this.#used <= this.#room) return;
      this.#drop(key);
    }
  }

  #drop(key: string): void {
    this.#used -= this.#packs.get(key)?.length ?? 0;
    this.#packs.delete(key);
  }
}

function keyOf(patientId: string, versionInView: string): string {
  return `${patientId} ${versionInView}`;
}
