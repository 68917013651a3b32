import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Act } from '../../record/audit-event';
import { noteRefusedReads } from './refused-reads';
import { Refusals, type Refusal } from './refusals';

const ADA = { id: 'ada', role: 'community-nurse' };
const asked = { reason: '403 GET /privacy', by: ADA };

let recorded: [Act, { id: string } | undefined][];
let refusals: Refusals;
let full: boolean;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-22T08:00:00.000Z') });
  recorded = [];
  full = false;
  const record = (act: Act, user?: { id: string }) =>
    full ? Promise.reject(new Error('disk full')) : Promise.resolve(void recorded.push([act, user]));
  refusals = new Refusals({ record }, () => new Date());
});
afterEach(async () => {
  await refusals.close();
  vi.useRealTimers();
});

const note = async (refusal: Refusal, times = 1) => {
  for (let i = 0; i < times; i += 1) await refusals.note(refusal);
};

it('the first is on record at once, those that follow within a minute together, with how many they were', async () => {
  await note(asked, 4);
  expect(recorded).toEqual([[{ kind: 'refused', reason: '403 GET /privacy' }, ADA]]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(recorded.slice(1)).toEqual([[{ kind: 'refused', reason: '403 GET /privacy', count: 3 }, ADA]]);
  await note(asked);
  expect(recorded).toHaveLength(3);
});

it('another user, route or patient is another', async () => {
  const patientId = 'p00000000000000000000001';
  for (const more of [{}, { by: { ...ADA, id: 'ben' } }, { reason: '403 GET /admin' }, { patientId }])
    await note({ ...asked, ...more });
  expect(recorded).toHaveLength(4);
});

it('what is counted is on record when the server ends', async () => {
  await note(asked, 3);
  await refusals.close();
  expect(recorded.map(([{ count }]) => count)).toEqual([undefined, 2]);
});

it('what can’t be recorded is counted until it can', async () => {
  const logged = vi.spyOn(console, 'error').mockReturnValue();
  await note(asked, 3);
  full = true;
  await expect(note({ ...asked, reason: '403 GET /admin' })).rejects.toThrow('disk full');
  await vi.advanceTimersByTimeAsync(120_000);
  expect(recorded).toHaveLength(1);
  expect(logged).toHaveBeenCalled();
  full = false;
  await vi.advanceTimersByTimeAsync(60_000);
  const later = recorded.slice(1).map(([{ reason, count }]) => `${reason} ${count}`);
  expect(later.sort()).toEqual(['403 GET /admin 1', '403 GET /privacy 2']);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(recorded).toHaveLength(3);
  logged.mockRestore();
});

it('a flood by nobody known, from however many addresses, is a few records in ten minutes, and none is lost', async () => {
  const flood = async () => {
    for (let i = 0; i < 5_000; i += 1)
      await refusals.note({ reason: '401 GET /api/caseload', address: `10.0.${i % 400}.1` });
  };
  await flood();
  await vi.advanceTimersByTimeAsync(540_000);
  await flood();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(recorded.length).toBeLessThan(110);
  expect(recorded.reduce((sum, [{ count = 1 }]) => sum + count, 0)).toBe(10_000);
  // Whoever is known is told apart meanwhile.
  await note(asked);
  expect(recorded.at(-1)?.[1]).toBe(ADA);
});

it('records that somebody may not read are named one by one, up to twenty, and nothing else of what was asked', async () => {
  const ids = Array.from({ length: 30 }, (_, n) => `p${String(n).padStart(20, '0')}`);
  await noteRefusedReads(['943 476 5919', ...ids], ADA, refusals);
  expect(recorded.flatMap(([{ patientId }]) => patientId ?? []).sort()).toEqual(ids.slice(0, 20));
  expect(recorded).toContainEqual([{ kind: 'refused', reason: 'the record', count: 11 }, ADA]);
  expect(JSON.stringify(recorded)).not.toMatch(/943 ?476/);
});
