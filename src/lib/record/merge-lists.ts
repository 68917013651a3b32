/** Lists whose items can be told apart, so that they merge item by item. Any other list is one value. */
import { isFields } from './same';

type Items = ReadonlyMap<string, unknown>;

/** How an item names itself, best first: its element id, what it refers to, or its identifier. */
const KEYS: readonly ((item: unknown) => string | undefined)[] = [
  (item) => text(item, 'id'),
  (item) => text(item, 'reference'),
  (item) => {
    const value = text(item, 'value');
    return value === undefined ? undefined : `${text(item, 'system') ?? ''}|${value}`;
  },
];

/** The three lists by the key of their items; undefined unless all items of all three have one, each of its own. */
export function keyedLists(
  base: unknown,
  current: unknown,
  proposed: unknown,
): [Items, Items, Items] | undefined {
  if (!Array.isArray(current) || !Array.isArray(proposed)) return undefined;
  if (base !== undefined && !Array.isArray(base)) return undefined;
  for (const keyOf of KEYS) {
    const [b, c, p] = [byKey(base ?? [], keyOf), byKey(current, keyOf), byKey(proposed, keyOf)];
    if (b && c && p) return [b, c, p];
  }
  return undefined;
}

/** All keys in one order: that of the side which changed the order. Undefined when both did, and differently. */
export function mergedOrder(base: Items, current: Items, proposed: Items): string[] | undefined {
  const shared = (items: Items) =>
    [...items.keys()].filter((key) => base.has(key) && current.has(key) && proposed.has(key)).join('\n');
  const [b, c, p] = [shared(base), shared(current), shared(proposed)];
  if (b !== c && b !== p && c !== p) return undefined;
  const [lead, other] = b === c ? [proposed, current] : [current, proposed];
  const order = [...lead.keys()];
  let before = -1;
  for (const key of other.keys()) {
    const at = order.indexOf(key);
    if (at >= 0) before = at;
    else order.splice(++before, 0, key);
  }
  return [...order, ...[...base.keys()].filter((key) => !order.includes(key))];
}

/** A key as a part of a conflict's path. */
export function pathKey(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The index of the item that `part` of a path names, or -1. */
export function indexOfPathKey(list: readonly unknown[], part: string): number {
  return list.findIndex((item) => KEYS.some((keyOf) => pathKey(keyOf(item) ?? '') === part));
}

function byKey(list: readonly unknown[], keyOf: (item: unknown) => string | undefined): Items | undefined {
  const items = new Map<string, unknown>();
  for (const item of list) {
    const key = keyOf(item);
    if (key === undefined || items.has(key)) return undefined;
    items.set(key, item);
  }
  return items;
}

function text(item: unknown, name: string): string | undefined {
  const value = isFields(item) ? item[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}
