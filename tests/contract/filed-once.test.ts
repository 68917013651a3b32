import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Entry } from '../../src/lib/record/entry';
import type { FhirResource } from '../../src/lib/record/fhir';
import { failingStore } from '../support/failing-store';
import { entryOf, makeKeyPair, Office, PATIENT, type Nurse } from '../support/office';
import { openTestStore } from '../support/stores';

const goal = (text: string): FhirResource => ({
  resourceType: 'Goal',
  id: 'g1',
  description: { text },
  note: [{ text: 'old' }],
});

function entriesOf(ada: Nurse, ben: Nurse): [Nurse, Entry][] {
  const change = (proposed: FhirResource) =>
    ({
      kind: 'care-plan-change',
      targetType: 'Goal',
      targetId: 'g1',
      base: goal('Walk to the shop'),
      proposed,
      summary: 'Reworded',
    }) as const;
  return [
    [ada, entryOf(ada, { kind: 'note', text: 'A note' })],
    [ada, entryOf(ada, { kind: 'observations', readings: { pulse: 70 }, spo2Scale: 1 })],
    [ada, entryOf(ada, change(goal('Walk to the park')))],
    [ben, entryOf(ben, change(goal('Walk to the church')))],
  ];
}

/** Which entry arrives next, at which of two app servers, and whether that server dies over it. */
const arrival = fc.record({
  entry: fc.nat(3),
  server: fc.nat(1),
  death: fc.option(fc.record({ afterWrites: fc.nat(8), written: fc.boolean() })),
});

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

it('the same entry delivered three times, in any order, to servers that die at any point, is filed once', async () => {
  const keys = await makeKeyPair();
  const arrivals = fc
    .array(arrival, { maxLength: 6 })
    .chain((some) =>
      fc.tuple(
        fc.constant(some),
        fc.shuffledSubarray([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3], { minLength: 12 }),
      ),
    );
  const property = fc.asyncProperty(arrivals, async ([dying, rest]) => {
    const store = await openTestStore();
    const offices = [await Office.open(store, keys), await Office.open(store, keys)] as const;
    const [office] = offices;
    await office.admitPatient();
    const [ada, ben] = [await office.employ('ada'), await office.employ('ben')];
    const entries = entriesOf(ada, ben);
    const calm = rest.map((entry, i) => ({ entry, server: i % 2, death: null }));
    let attempt = 0;
    for (const { entry: which, server, death } of [...dying, ...calm]) {
      const [nurse, entry] = entries[which] ?? [ada, undefined];
      if (!entry) throw new Error('no such entry');
      attempt += 1;
      if (!death) {
        await (offices[server] ?? office).deliver(nurse, entry, attempt);
        continue;
      }
      await office.put(nurse, await office.sealed(nurse, entry, attempt));
      const dies = await Office.open(failingStore(store, death), keys);
      dies.filing.notify(nurse.journal);
      await dies.filing.settled();
      await dies.close();
    }
    const record = await office.record.read(PATIENT);
    const of = (entry: Entry | undefined) =>
      (record?.resources ?? []).filter(({ meta }) => JSON.stringify(meta ?? '').includes(entry?.id ?? '?'));
    const [noteEntry, observations, first, second] = entries.map(([, entry]) => entry);
    expect(of(noteEntry)).toHaveLength(1);
    expect(of(observations)).toHaveLength(2); // the pulse, and the set that holds it
    // Of two changes of one sentence, the one that came first stands and the other waits for a person.
    const outcomes = [await office.answer(ada, first?.id ?? ''), await office.answer(ben, second?.id ?? '')];
    expect(outcomes.map((answer) => answer?.outcome).sort()).toEqual(['decision', 'filed']);
    const tasks = (record?.resources ?? []).filter(({ resourceType }) => resourceType === 'Task');
    expect(tasks).toHaveLength(1);
    expect((await office.record.marks(PATIENT)).map(({ mark }) => mark.entryId).sort()).toEqual(
      entries.map(([, entry]) => entry.id).sort(),
    );
    const since = await office.record.readSince(PATIENT, record?.version);
    expect(since?.changed).toEqual([]); // all that is in the record is published
    for (const each of offices) await each.close();
    await store.close();
  });
  await fc.assert(property, { numRuns: 25 });
}, 120_000);
