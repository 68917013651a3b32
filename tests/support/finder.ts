/** Looks for a hundred thousand byte strings in one pass: one by one, they would take hours in a browser's profile. */

export interface Needle {
  /** What a report may say: never the secret itself. */
  label: string;
  bytes: Buffer;
}

/** By so many bytes at their start needles are told apart before they are compared. */
const START = 6;

export class Finder {
  readonly #byStart = new Map<number, Needle[]>();
  /** A quick no for most places: whether any needle begins with these three bytes. */
  readonly #starts = new Uint8Array(1 << 24);

  constructor(needles: readonly Needle[]) {
    for (const needle of needles) {
      if (needle.bytes.length < START) throw new Error(`${needle.label} is too short to be told from chance`);
      this.#starts[needle.bytes.readUIntLE(0, 3)] = 1;
      const start = needle.bytes.readUIntLE(0, START);
      const alike = this.#byStart.get(start);
      if (alike) alike.push(needle);
      else this.#byStart.set(start, [needle]);
    }
  }

  /** The labels of what stands in `content`, each once. */
  findIn(content: Buffer): string[] {
    const found = new Set<string>();
    let next = content.length > 2 ? content.readUInt16LE(0) << 8 : 0;
    for (let at = 0; at + START <= content.length; at++) {
      next = (next >>> 8) | ((content[at + 2] ?? 0) << 16);
      if (this.#starts[next] === 0) continue;
      for (const { label, bytes } of this.#byStart.get(content.readUIntLE(at, START)) ?? []) {
        if (content.subarray(at, at + bytes.length).equals(bytes)) found.add(label);
      }
    }
    return [...found];
  }
}
