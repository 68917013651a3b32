import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { findBreach, linkHash, nextLink, START, type Head, type Link } from './audit-chain';

const CHAIN = 'jchain';
const LENGTH = 12;
const SEED = 20_261_122;

let whole: Link[];
let other: Link[];

async function chainOf(name: string, length: number): Promise<Link[]> {
  const links: Link[] = [];
  for (let n = 1; n <= length; n += 1) {
    links.push(await nextLink(name, links.at(-1) ?? START, JSON.stringify({ id: `${name}-${n}` })));
  }
  return links;
}

beforeAll(async () => {
  whole = await chainOf(CHAIN, LENGTH);
  other = await chainOf('jother', LENGTH);
});

const at = (n: number) => fc.nat(n - 1);

/** One way to tamper with a chain. `rest`: what it does to the links; nothing comes of one that changes nothing. */
const edits = fc.oneof(
  fc.record({
    kind: fc.constant('edit' as const),
    at: at(LENGTH),
    field: fc.constantFrom('text', 'prev', 'hash', 'seq', 'chain'),
    by: fc.string({ minLength: 1, maxLength: 5 }),
  }),
  fc.record({
    kind: fc.constant('edit-and-hash-again' as const),
    at: at(LENGTH),
    by: fc.string({ minLength: 1, maxLength: 5 }),
  }),
  fc.record({ kind: fc.constant('delete' as const), at: at(LENGTH), many: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ kind: fc.constant('swap' as const), at: at(LENGTH), with: at(LENGTH) }),
  fc.record({ kind: fc.constant('repeat' as const), at: at(LENGTH), to: at(LENGTH) }),
  fc.record({ kind: fc.constant('insert' as const), at: at(LENGTH), from: at(LENGTH) }),
  fc.record({ kind: fc.constant('cut' as const), at: at(LENGTH) }),
  fc.record({ kind: fc.constant('forge-from' as const), at: at(LENGTH) }),
);
type Edit = typeof edits extends fc.Arbitrary<infer E> ? E : never;

async function tampered(edit: Edit): Promise<Link[]> {
  const links = whole.map((link) => ({ ...link }));
  const one = links[edit.at];
  if (!one) throw new Error('the edit is beyond the chain');
  switch (edit.kind) {
    case 'edit':
      Object.assign(
        one,
        edit.field === 'seq'
          ? { seq: one.seq + 1 + edit.by.length }
          : { [edit.field]: one[edit.field as 'text'] + edit.by },
      );
      break;
    case 'edit-and-hash-again':
      one.text += edit.by;
      one.hash = await linkHash(one);
      break;
    case 'delete':
      links.splice(edit.at, edit.many);
      break;
    case 'swap':
      [links[edit.at], links[edit.with]] = [links[edit.with] ?? one, one];
      break;
    case 'repeat':
      links.splice(edit.to, 0, one);
      break;
    case 'insert':
      links.splice(edit.at, 0, other[edit.from] ?? one);
      break;
    case 'cut':
      links.splice(edit.at);
      break;
    case 'forge-from':
      // Everything from here on is made anew, in perfect order: only what was known from elsewhere tells.
      for (let n = edit.at; n < LENGTH; n += 1) {
        links[n] = await nextLink(CHAIN, links[n - 1] ?? START, JSON.stringify({ id: `forged-${n}` }));
      }
      break;
  }
  return links;
}

describe('a chain', () => {
  it('that nobody touched is whole, empty or not', async () => {
    expect(await findBreach(CHAIN, [])).toBeUndefined();
    expect(await findBreach(CHAIN, whole, [whole[5] as Head, whole.at(-1) as Head])).toBeUndefined();
  });

  it('gives away each of 10,000 random edits', async () => {
    const kinds = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(edits, async (edit) => {
        const links = await tampered(edit);
        fc.pre(JSON.stringify(links) !== JSON.stringify(whole));
        kinds.set(edit.kind, (kinds.get(edit.kind) ?? 0) + 1);
        expect(await findBreach(CHAIN, links, [whole.at(-1) as Head])).toBeDefined();
      }),
      { numRuns: 10_000, seed: SEED },
    );
    expect([...kinds.values()].every((many) => many > 500)).toBe(true);
  }, 120_000);

  it('whose last link was edited and hashed again is given away by the head that the server holds', async () => {
    const links = await tampered({ kind: 'edit-and-hash-again', at: LENGTH - 1, by: 'x' });
    expect(await findBreach(CHAIN, links)).toBeUndefined();
    expect(await findBreach(CHAIN, links, [whole.at(-1) as Head])).toEqual({
      breach: 'altered',
      seq: LENGTH,
    });
  });

  it('that was cut is given away by the last number, and says from where', async () => {
    expect(await findBreach(CHAIN, whole.slice(0, 7), [whole.at(-1) as Head])).toEqual({
      breach: 'cut',
      seq: 8,
    });
  });

  it('of somebody else does not pass for this one', async () => {
    expect(await findBreach(CHAIN, other)).toEqual({ breach: 'out-of-order', seq: 1 });
  });
});
