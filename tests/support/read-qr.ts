/**
 * Reads a QR code that is whole (ISO/IEC 18004, error correction level L, text as bytes), as a camera would: what was put into
 * it must come out of it. Nothing of what draws it is used. Throws when it is no such code.
 */

/** Black or not, by row and column, without a border. */
export type Modules = readonly (readonly boolean[])[];

/** Of level L, by version: error correction codewords a block, and blocks. */
const CORRECTION = [
  7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, 30,
  30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
];
const BLOCKS = [
  1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18,
  19, 19, 20, 21, 22, 24, 25,
];
const FORMAT_MASK = 0x5412;
const LEVEL_L = 1;
const BYTES = 4;

const MASKS: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

export function readQr(modules: Modules): string {
  const size = modules.length;
  const version = (size - 17) / 4;
  const isBlack = (x: number, y: number) => modules[y]?.[x] === true;
  const { level, mask } = formatOf(isBlack);
  if (!Number.isInteger(version) || level !== LEVEL_L) throw new Error('this is no code of level L');
  const bits: boolean[] = [];
  for (const [x, y] of places(size, version)) bits.push(isBlack(x, y) !== MASKS[mask]?.(x, y));
  const codewords = numbersOf(bits.slice(0, bits.length - (bits.length % 8)), 8);
  return textOf(dataOf(codewords, version), version);
}

function formatOf(isBlack: (x: number, y: number) => boolean): { level: number; mask: number } {
  const places = Array.from({ length: 15 }, (_, i) => {
    if (i < 6) return [8, i] as const;
    if (i < 8) return [8, i + 1] as const;
    return i === 8 ? ([7, 8] as const) : ([14 - i, 8] as const);
  });
  const bits = places.reduce((sum, [x, y], i) => sum + (isBlack(x, y) ? 2 ** i : 0), 0) ^ FORMAT_MASK;
  return { level: bits >> 13, mask: (bits >> 10) & 7 };
}

/** Where data stands, in its order: upwards and downwards in columns of two, from the right. */
function* places(size: number, version: number): Generator<readonly [x: number, y: number]> {
  const isTaken = patternsOf(size, version);
  for (let right = size - 1, up = true; right >= 1; right -= right === 8 ? 3 : 2, up = !up) {
    for (let i = 0; i < size; i += 1) {
      const y = up ? size - 1 - i : i;
      for (const x of [right, right - 1]) if (!isTaken(x, y)) yield [x, y];
    }
  }
}

/** Finders with what is around them, timing, alignment and the version. */
function patternsOf(size: number, version: number): (x: number, y: number) => boolean {
  const count = version === 1 ? 0 : Math.floor(version / 7) + 2;
  const step = version === 32 ? 26 : Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  const centres = Array.from({ length: count }, (_, i) => (i === 0 ? 6 : size - 7 - (count - 1 - i) * step));
  const isFinder = (x: number, y: number) =>
    (x < 9 && y < 9) || (x < 9 && y >= size - 8) || (x >= size - 8 && y < 9);
  const isVersion = (x: number, y: number) =>
    version >= 7 && ((x < 6 && y >= size - 11) || (y < 6 && x >= size - 11));
  const isCorner = (x: number, y: number) =>
    (x === 6 && y === 6) || (x === 6 && y === size - 7) || (x === size - 7 && y === 6);
  const isAligning = (x: number, y: number) =>
    centres.some((cx) =>
      centres.some((cy) => !isCorner(cx, cy) && Math.abs(x - cx) <= 2 && Math.abs(y - cy) <= 2),
    );
  return (x, y) => x === 6 || y === 6 || isFinder(x, y) || isVersion(x, y) || isAligning(x, y);
}

/** The blocks stand in each other: the first of each, the second of each, and so on. */
function dataOf(codewords: readonly number[], version: number): number[] {
  const [blocks = 0, correction = 0] = [BLOCKS[version - 1], CORRECTION[version - 1]];
  const short = Math.floor(codewords.length / blocks) - correction;
  const long = codewords.length % blocks;
  const lengths = Array.from({ length: blocks }, (_, i) => short + (i < blocks - long ? 0 : 1));
  const found = lengths.map((): number[] => []);
  const taken = codewords.values();
  const deal = (most: (block: number) => number, count: number) => {
    for (let i = 0; i < count; i += 1)
      for (const [block, words] of found.entries()) if (i < most(block)) words.push(taken.next().value ?? 0);
  };
  deal((block) => lengths[block] ?? 0, short + 1);
  deal(() => correction, correction);
  for (const words of found) if (!isWhole(words, correction)) throw new Error('the code is damaged');
  return found.flatMap((words, i) => words.slice(0, lengths[i]));
}

/** Whether a block and its correction belong together: a code word of Reed and Solomon is nought at each of the roots. */
function isWhole(words: readonly number[], correction: number): boolean {
  let root = 1;
  for (let i = 0; i < correction; i += 1) {
    let sum = 0;
    for (const word of words) sum = times(sum, root) ^ word;
    if (sum !== 0) return false;
    root = times(root, 2);
  }
  return true;
}

/** In the field of 256, by x⁸ + x⁴ + x³ + x² + 1. */
function times(a: number, b: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ (product & 128 ? 0x11d : 0);
    if ((b >> bit) & 1) product ^= a;
  }
  return product;
}

function textOf(data: readonly number[], version: number): string {
  const bits = data.flatMap((word) => Array.from({ length: 8 }, (_, i) => ((word >> (7 - i)) & 1) === 1));
  const lengthBits = version < 10 ? 8 : 16;
  const [mode] = numbersOf(bits.slice(0, 4), 4);
  const [length = 0] = numbersOf(bits.slice(4, 4 + lengthBits), lengthBits);
  if (mode !== BYTES) throw new Error('what stands in the code is no text of bytes');
  const from = 4 + lengthBits;
  return Buffer.from(numbersOf(bits.slice(from, from + length * 8), 8)).toString();
}

function numbersOf(bits: readonly boolean[], width: number): number[] {
  return Array.from({ length: bits.length / width }, (_, i) =>
    bits.slice(i * width, (i + 1) * width).reduce((sum, bit) => sum * 2 + Number(bit), 0),
  );
}
