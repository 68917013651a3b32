import { beforeEach, expect, it, vi } from 'vitest';
import type { ContactReport, Loss } from '../../record/contact';
import { Reporter } from './contact-report';
import type { ServerClient } from './server-client';

const HOUR_MS = 3_600_000;
const LOSS: Loss = { id: 'l1', noticedAt: '2026-11-22T10:00:00.000Z', count: 1, entries: [] };

let unfiled: number;
let untold: Loss[];
let now: number;
let reachable: boolean;
const contact = vi.fn<ServerClient['contact']>(() =>
  Promise.resolve(reachable ? { kind: 'told', answer: { serverVersion: '7' } } : { kind: 'offline' }),
);
const onAnswer = vi.fn();

beforeEach(() => {
  [unfiled, untold, now, reachable] = [0, [], 0, true];
  contact.mockClear();
  onAnswer.mockClear();
});

function reporter(): Reporter {
  return new Reporter({
    server: { contact },
    facts: () => ({ journalBase: 'j', appVersion: '1', unfiled }),
    untold: () => Promise.resolve(untold),
    markTold: (losses) => {
      untold = untold.filter((loss) => !losses.includes(loss));
      return Promise.resolve();
    },
    onAnswer,
    now: () => now,
  });
}

const told = (): ContactReport[] => contact.mock.calls.map(([report]) => report);

it('tells what is unfiled when that has changed, and otherwise once an hour', async () => {
  const device = reporter();
  for (let round = 0; round < 3; round += 1) await device.run();
  expect(told()).toHaveLength(1);
  expect(onAnswer).toHaveBeenCalledWith({ serverVersion: '7' });
  unfiled = 2;
  await device.run();
  expect(told().at(-1)).toMatchObject({ unfiled: 2, losses: [] });
  now += HOUR_MS;
  await device.run();
  expect(told()).toHaveLength(3);
});

it('tells of a loss until the server has heard of it, and then no more', async () => {
  const device = reporter();
  await device.run();
  untold = [LOSS];
  reachable = false;
  await device.run();
  expect(untold).toEqual([LOSS]);
  reachable = true;
  await device.run();
  expect(told().at(-1)?.losses).toEqual([LOSS]);
  expect(untold).toEqual([]);
  await device.run();
  expect(told()).toHaveLength(3);
});
