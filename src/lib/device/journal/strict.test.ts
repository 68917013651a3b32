import { expect, it } from 'vitest';
import '../../../../tests/support/device/world';
import { JournalDatabases } from './journal-db';
import { askForStrictWrites } from './strict';

type Call = Parameters<IDBDatabase['transaction']>;

function fakePrototype() {
  const calls: Call[] = [];
  const prototype: Pick<IDBDatabase, 'transaction'> = {
    transaction: (...call: Call) => {
      calls.push(call);
      return {} as IDBTransaction;
    },
  };
  return { prototype, calls };
}

it('asks for strict durability in every write, and leaves reads alone', () => {
  const { prototype, calls } = fakePrototype();
  askForStrictWrites(prototype);
  prototype.transaction(['docs'], 'readwrite');
  prototype.transaction(['docs'], 'readwrite', { durability: 'relaxed' });
  prototype.transaction(['docs'], 'readonly');
  expect(calls.map(([, mode, options]) => [mode, options?.durability])).toEqual([
    ['readwrite', 'strict'],
    ['readwrite', 'strict'],
    ['readonly', undefined],
  ]);
});

it('wraps once, however often it is called', () => {
  const { prototype, calls } = fakePrototype();
  askForStrictWrites(prototype);
  const wrapped = Object.getOwnPropertyDescriptor(prototype, 'transaction')?.value as unknown;
  askForStrictWrites(prototype);
  expect(Object.getOwnPropertyDescriptor(prototype, 'transaction')?.value).toBe(wrapped);
  prototype.transaction(['docs'], 'readwrite');
  expect(calls).toHaveLength(1);
});

it('is in force as soon as a journal can be opened', async () => {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its database as `this`
  const plain = IDBDatabase.prototype.transaction;
  const asked: (string | undefined)[] = [];
  IDBDatabase.prototype.transaction = function (...call: Call) {
    if (call[1] === 'readwrite') asked.push(call[2]?.durability);
    return plain.apply(this, call);
  };
  const databases = new JournalDatabases();
  await databases.open('jstrict-2026-11').put({ _id: 'entry:1' });
  await databases.closeAll();
  expect(asked.length).toBeGreaterThan(1);
  expect(new Set(asked)).toEqual(new Set(['strict']));
});
