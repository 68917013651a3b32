/** A small seeded generator (sfc32, seeded by xmur3): the same seed gives the same demo organisation everywhere. */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private d: number;

  constructor(seed: string) {
    let hash = 1779033703 ^ seed.length;
    const next = () => {
      hash = Math.imul(hash ^ (hash >>> 16), 2246822507);
      hash = Math.imul(hash ^ (hash >>> 13), 3266489909);
      return (hash ^= hash >>> 16) >>> 0;
    };
    for (let i = 0; i < seed.length; i++) {
      hash = Math.imul(hash ^ seed.charCodeAt(i), 3432918353);
      hash = (hash << 13) | (hash >>> 19);
    }
    [this.a, this.b, this.c, this.d] = [next(), next(), next(), next()];
    for (let i = 0; i < 12; i++) this.next();
  }

  /** From 0 up to, not including, 1. */
  next(): number {
    const sum = (this.a + this.b + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    return (sum >>> 0) / 4294967296;
  }

  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** `mean` give or take `spread`, the middle likelier than the ends; rounded to `decimals`. */
  around(mean: number, spread: number, decimals = 0): number {
    const offset = (this.next() + this.next() + this.next()) / 1.5 - 1;
    return round(mean + offset * spread, decimals);
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[Math.floor(this.next() * items.length)] ?? items[0];
  }

  /** `count` different items (or all there are), in the order of the list. */
  sample<T>(items: readonly T[], count: number): T[] {
    const left = items.map((item, index) => ({ item, index, lot: this.next() }));
    return left
      .sort((x, y) => x.lot - y.lot)
      .slice(0, count)
      .sort((x, y) => x.index - y.index)
      .map(({ item }) => item);
  }
}

export function round(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
