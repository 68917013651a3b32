import { describe, expect, it } from 'vitest';
import type { ChartOutcome } from '../device/api';
import { Ahead } from './ahead';

const ours = { kind: 'not-down' } satisfies ChartOutcome;

async function asked(patientId: string): Promise<Ahead<ChartOutcome>> {
  const ahead = new Ahead<ChartOutcome>();
  ahead.ask(patientId, () => Promise.resolve(ours));
  await ahead.settled(patientId);
  return ahead;
}

describe('what is asked for ahead', () => {
  it('is there at once for the page of that patient, once', async () => {
    const ahead = await asked('p1');
    expect(ahead.take('p1')).toBe(ours);
    expect(ahead.take('p1')).toBeUndefined();
  });

  it('is given to no other patient’s page', async () => {
    const ahead = await asked('p1');
    expect(ahead.take('p2')).toBeUndefined();
  });

  it('is the one that was asked for last', async () => {
    const ahead = new Ahead<ChartOutcome>();
    let answerFirst: (outcome: ChartOutcome) => void = () => undefined;
    ahead.ask('p1', () => new Promise((resolve) => (answerFirst = resolve)));
    ahead.ask('p2', () => Promise.resolve(ours));
    answerFirst({ kind: 'lease-ended' });
    await ahead.settled('p2');
    expect(ahead.take('p2')).toBe(ours);
    expect(ahead.take('p1')).toBeUndefined();
  });

  it('is not used once that patient’s record may have changed', async () => {
    const ahead = await asked('p1');
    ahead.changed(['p2']);
    ahead.changed(['p1', 'p2']);
    expect(ahead.take('p1')).toBeUndefined();
    const anybody = await asked('p1');
    anybody.changed(undefined);
    expect(anybody.take('p1')).toBeUndefined();
  });

  it('that has not come yet is still awaited, and one that fails is heard of by whoever takes it', async () => {
    const ahead = new Ahead<ChartOutcome>(1);
    ahead.ask('p1', () => new Promise(() => undefined));
    await ahead.settled('p1');
    expect(ahead.take('p1')).toBeInstanceOf(Promise);
    ahead.ask('p1', () => Promise.reject(new Error('locked')));
    await ahead.settled('p1');
    await expect(ahead.take('p1')).rejects.toThrow('locked');
  });
});
