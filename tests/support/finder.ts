/** Looks for a hundred thousand byte strings in one pass: one by one, they would take hours in a browser's profile. */

export interface Needle {
  /** What a report may say: never the secret itself. */
  label: string;
  bytes: Buffer;
}

/** By so many bytes at their start needles are told apart before they are compared. */
const START = 6;

/** Labels by the needle's bytes, of those that are as long. */
type AsLong = Map<string, string[]>;

export class Finder {
  /** By start and length: hundreds begin alike, and one look tells whether any of those stands here. */
  readonly #byStart = new Map<number, Map<number, AsLong>>();
  /** A quick no for most places: whether any needle begins with these three bytes. */
  readonly #starts = new Uint8Array(1 << 24);

  constructor(needles: readonly Needle[]) {
    for (const needle of needles) {
      if (needle.bytes.length < START) throw new Error(`${needle.label} is too short to be told from chance`);
      this.#starts[needle.bytes.readUIntLE(0, 3)] = 1;
      const alike = ensure(this.#byStart, needle.bytes.readUIntLE(0, START), () => new Map<number, AsLong>());
      const asLong = ensure(alike, needle.bytes.length, () => new Map<string, string[]>());
      ensure(asLong, needle.bytes.toString('latin1'), () => []).push(needle.label);
    }
  }

  /** The labels of what stands in `content`, each once. */
  findIn(content: Buffer): string[] {
    const found = new Set<string>();
    let next = content.length > 2 ? content.readUInt16LE(0) << 8 : 0;
    for (let at = 0; at + START <= content.length; at++) {
      next = (next >>> 8) | ((content[at + 2] ?? 0) << 16);
      if (this.#starts[next] === 0) continue;
      for (const [length, needles] of this.#byStart.get(content.readUIntLE(at, START)) ?? []) {
        for (const label of needles.get(content.toString('latin1', at, at + length)) ?? []) found.add(label);
      }
    }
    return [...found];
  }
}

function ensure<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const held = map.get(key) ?? make();
  map.set(key, held);
  return held;
}
