import { expect, it, vi } from 'vitest';
import { FakeLocks, workerEvents } from '../../../tests/support/device/world';
import { Errands, type ErrandsParts } from './errands';

it('a round of errands that fails does not end them', async () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const enrolments = { findAll: () => Promise.reject(new Error('no disk')) };
  const errands = new Errands({ enrolments, openUser: () => undefined } as unknown as ErrandsParts);
  await expect(errands.run()).resolves.toBeUndefined();
  expect(error).toHaveBeenCalledWith('A round of errands failed', 'Error');
  error.mockRestore();
});

it('a round of errands comes at once when the network is back', async () => {
  // Asked for once in a round.
  const listAll = vi.fn(() => Promise.resolve([]));
  const errands = new Errands({
    enrolments: { findAll: () => Promise.resolve([]) },
    entryCopies: { listAll },
    registry: { findAll: () => Promise.resolve([]) },
    openUser: () => 'nurse',
    locks: new FakeLocks().manager,
  } as unknown as ErrandsParts);
  const ended = errands.start();
  await vi.waitFor(() => {
    expect(listAll).toHaveBeenCalledTimes(1);
  });
  workerEvents.dispatchEvent(new Event('online'));
  await vi.waitFor(() => {
    expect(listAll).toHaveBeenCalledTimes(2);
  });
  errands.stop();
  await ended;
});

it('a journal that can’t be carried holds up no order', async () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const orders = vi.fn(() => Promise.resolve({ kind: 'offline' as const }));
  const errands = new Errands({
    enrolments: {
      findAll: () => Promise.resolve([{ userHash: 'nurse', journalBase: 'j1', credential: 'c1' }]),
    },
    entryCopies: { listAll: () => Promise.resolve([]) },
    registry: { findAll: () => Promise.reject(new Error('no disk')) },
    server: { orders },
    openUser: () => undefined,
  } as unknown as ErrandsParts);
  await errands.run();
  expect(error).toHaveBeenCalledTimes(1);
  expect(orders).toHaveBeenCalledWith('c1');
  error.mockRestore();
});
