import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { fitsSum, withSum } from './sum';

const docs = fc
  .record({ _id: fc.string(), sealed: fc.dictionary(fc.string(), fc.jsonValue()), attempt: fc.nat() })
  .map((doc) => JSON.parse(JSON.stringify(doc)) as typeof doc);

it('fits whatever a database adds of its own, in whatever order the fields come back', async () => {
  await fc.assert(
    fc.asyncProperty(docs, async (doc) => {
      const kept = await withSum(doc);
      const sealed = Object.fromEntries(Object.entries(kept.sealed).reverse());
      const { _id, attempt, sum } = kept;
      const back = { sum, _rev: '1-0123456789abcdef0123456789abcdef', sealed, attempt, _id };
      expect(await fitsSum(back)).toBe(true);
    }),
  );
});

it('does not fit when anything was changed, added or lost', async () => {
  const doc = await withSum({ _id: 'entry:1', attempt: 1, sealed: { recipients: [{ kid: 'AB' }] } });
  const others = [
    { ...doc, _id: 'entry:2' },
    { ...doc, attempt: 2 },
    { ...doc, sealed: { recipients: [{ kid: 'AC' }] } },
    { ...doc, answeredAt: 'now' },
    { _id: doc._id, attempt: 1, sum: doc.sum },
    { ...doc, sum: `${doc.sum}A` },
  ];
  expect(await Promise.all(others.map(fitsSum))).toEqual(others.map(() => false));
});

it('fits where there is none: documents from before there were sums', async () => {
  expect(await fitsSum({ _id: 'entry:1' })).toBe(true);
});
