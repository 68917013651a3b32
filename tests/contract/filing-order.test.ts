/** What was written on top of something is no dispute with it, wherever a write fails. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { FhirResource } from '../../src/lib/record/fhir';
import type { Database, Store } from '../../src/lib/server/store/store';
import { entryOf, makeKeyPair, Office, PATIENT } from '../support/office';
import { openTestStore } from '../support/stores';

const goal = (text: string): FhirResource => ({
  resourceType: 'Goal',
  id: 'g1',
  description: { text },
  note: [{ text: 'old' }],
});

const change = (from: string, to: string) =>
  ({
    kind: 'care-plan-change',
    targetType: 'Goal',
    targetId: 'g1',
    base: goal(from),
    proposed: goal(to),
    summary: to,
  }) as const;

/** A store of which one write, after so many others, fails once; nothing is written by it. */
function failingOnce(store: Store, after: number): Store {
  let left = after;
  const flaky = <T extends Database>(database: T): T =>
    new Proxy(database, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => {
          const isWrite = name === 'put' || name === 'bulkDocs';
          if (isWrite) left -= 1;
          if (isWrite && left === -1) return Promise.reject(new Error('the disk took no write'));
          return Reflect.apply(member, target, args) as unknown;
        };
      },
    });
  return {
    ...store,
    open: async <Content extends object>(name: string) => flaky(await store.open<Content>(name)),
    withJournal: (name, job) => store.withJournal(name, (journal) => job(flaky(journal))),
  };
}

/** The machine may have other work. */
const PATIENCE = { timeout: 15_000 };

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

it.each([0, 1, 2, 3, 4, 5, 6, 7, 8])(
  'two changes of one person, one on top of the other, are filed when write %i of the filing fails',
  async (after) => {
    const store = await openTestStore();
    const keys = await makeKeyPair();
    const office = await Office.open(store, keys);
    await office.admitPatient();
    const ada = await office.employ('ada');
    const [first, second] = [
      entryOf(ada, change('Walk to the shop', 'Walk to the park')),
      entryOf(ada, change('Walk to the park', 'Walk to the church')),
    ];
    for (const entry of [first, second]) await office.put(ada, await office.sealed(ada, entry));

    const flaky = await Office.open(failingOnce(store, after), keys, { firstRetryMs: 1 });
    flaky.filing.notify(ada.journal);
    await vi.waitFor(async () => {
      const answers = await Promise.all([first, second].map(({ id }) => office.answer(ada, id)));
      expect(answers.map((answer) => answer?.outcome)).toEqual(['filed', 'filed']);
    }, PATIENCE);
    const { resources = [] } = (await office.record.read(PATIENT)) ?? {};
    expect(resources.find(({ id }) => id === 'g1')).toMatchObject({
      description: { text: 'Walk to the church' },
    });
    expect(resources.filter(({ resourceType }) => resourceType === 'Provenance')).toHaveLength(2);
    for (const each of [flaky, office]) await each.close();
    await store.close();
  },
);

it.each([0, 1, 2, 3, 4, 5, 6, 7, 8])(
  'a note between the two that goes well does not let the second overtake the first, when write %i fails',
  async (after) => {
    const store = await openTestStore();
    const keys = await makeKeyPair();
    const office = await Office.open(store, keys);
    await office.admitPatient();
    const ada = await office.employ('ada');
    const entries = [
      entryOf(ada, change('Walk to the shop', 'Walk to the park')),
      entryOf(ada, { kind: 'note', text: 'Walked well.' }),
      entryOf(ada, change('Walk to the park', 'Walk to the church')),
    ];
    for (const entry of entries) await office.put(ada, await office.sealed(ada, entry));

    const flaky = await Office.open(failingOnce(store, after), keys, { firstRetryMs: 1 });
    flaky.filing.notify(ada.journal);
    await vi.waitFor(async () => {
      const answers = await Promise.all(entries.map(({ id }) => office.answer(ada, id)));
      expect(answers.map((answer) => answer?.outcome)).toEqual(['filed', 'filed', 'filed']);
    }, PATIENCE);
    const { resources = [] } = (await office.record.read(PATIENT)) ?? {};
    expect(resources.find(({ id }) => id === 'g1')).toMatchObject({
      description: { text: 'Walk to the church' },
    });
    for (const each of [flaky, office]) await each.close();
    await store.close();
  },
);

it('a commit that was cut short before its version is finished, not made again on top of what came after', async () => {
  const store = await openTestStore();
  const keys = await makeKeyPair();
  const office = await Office.open(store, keys);
  await office.admitPatient();
  const [ada, ben] = [await office.employ('ada'), await office.employ('ben')];
  const first = entryOf(ada, change('Walk to the shop', 'Walk to the park'));
  const second = entryOf(ben, change('Walk to the park', 'Walk to the church'));

  // The entry, the changes and the additions are written; the version is not.
  const flaky = await Office.open(failingOnce(store, 3), keys);
  await flaky.deliver(ada, first);
  expect(await office.answer(ada, first.id)).toBeUndefined();
  await office.deliver(ben, second);
  await office.deliver(ada, first);
  expect((await office.answer(ada, first.id))?.outcome).toBe('filed');
  expect((await office.answer(ben, second.id))?.outcome).toBe('filed');
  const { resources = [] } = (await office.record.read(PATIENT)) ?? {};
  expect(resources.find(({ id }) => id === 'g1')).toMatchObject({
    description: { text: 'Walk to the church' },
  });
  for (const each of [flaky, office]) await each.close();
  await store.close();
});

it('what came first is filed first, also when the clock of the tablet was set back since', async () => {
  const store = await openTestStore();
  const office = await Office.open(store, await makeKeyPair());
  await office.admitPatient();
  const ada = await office.employ('ada');
  const entries = [
    entryOf(ada, change('Walk to the shop', 'Walk to the park'), { writtenAt: '2026-11-22T10:00:00.000Z' }),
    entryOf(ada, change('Walk to the park', 'Walk to the church'), { writtenAt: '2026-11-22T09:05:00.000Z' }),
  ];
  for (const entry of entries) await office.put(ada, await office.sealed(ada, entry));
  office.filing.notify(ada.journal);
  await office.filing.settled();
  const answers = await Promise.all(entries.map(({ id }) => office.answer(ada, id)));
  expect(answers.map((answer) => answer?.outcome)).toEqual(['filed', 'filed']);
  await office.close();
  await store.close();
});
