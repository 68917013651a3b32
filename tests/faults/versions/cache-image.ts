/** What a device keeps in the Cache API, as plain JSON: taken, put back, and what its shape is. */
import { JOURNAL_BASE, JOURNAL_NAME } from '../../../src/lib/record/ids';
import { MemoryCaches } from '../../support/device/memory-caches';

export interface CacheImage {
  name: string;
  answers: { address: string; value: unknown }[];
}

/** An empty Cache API. */
export function freshCaches(): void {
  Object.assign(globalThis, { caches: new MemoryCaches() });
}

export async function takeCaches(): Promise<CacheImage[]> {
  const names = (await caches.keys()).sort();
  return Promise.all(names.map(takeCache));
}

/** Puts caches into an empty Cache API as they were. */
export async function putCaches(images: readonly CacheImage[]): Promise<void> {
  for (const { name, answers } of images) {
    const cache = await caches.open(name);
    for (const { address, value } of answers) await cache.put(address, Response.json(value));
  }
}

/** Under which addresses something stands, and of what kind it is through and through; without what differs from device to device. */
export function shapeOfCaches(images: readonly CacheImage[]): object {
  return Object.fromEntries(
    images.map(({ name, answers }) => {
      const addresses = [...new Set(answers.map(({ address }) => plainAddress(address)))];
      const valuesAt = (plain: string) =>
        answers.filter(({ address }) => plainAddress(address) === plain).map(({ value }) => value);
      return [name, Object.fromEntries(addresses.map((plain) => [plain, shapesOf(valuesAt(plain))]))];
    }),
  );
}

async function takeCache(name: string): Promise<CacheImage> {
  const cache = await caches.open(name);
  const answers = await Promise.all(
    (await cache.keys()).map(async (request) => {
      const value: unknown = await (await cache.match(request))?.json();
      return { address: new URL(request.url).pathname, value };
    }),
  );
  return { name, answers: answers.sort((a, b) => a.address.localeCompare(b.address)) };
}

const OPAQUE: readonly [RegExp, string][] = [
  [JOURNAL_NAME, 'a journal'],
  [JOURNAL_BASE, 'an enrolment'],
  [/^\d+-[0-9a-f]{32}$/, 'a revision'],
  [/^[0-9a-f]{32}$/, 'a user'],
  [/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'an entry'],
];

function plainAddress(address: string): string {
  const plain = (part: string) => OPAQUE.find(([kind]) => kind.test(part))?.[1] ?? part;
  return address.split('/').map(plain).join('/');
}

function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return shapesOf(value);
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shapeOf(part)]));
}

/** Each once. */
function shapesOf(values: readonly unknown[]): unknown[] {
  const shapes = values.map(shapeOf);
  return [...new Map(shapes.map((shape) => [JSON.stringify(shape), shape] as const).sort()).values()];
}
