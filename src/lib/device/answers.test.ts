import { expect, it } from 'vitest';
import { FakeLocks } from '../../../tests/support/device/world';
import { mayAnybodyAnswer, sayThatIAnswer } from './answers';

it('whoever can answer a new tab is waited for, and nobody else', async () => {
  const { manager } = new FakeLocks();
  expect(await mayAnybodyAnswer(manager)).toBe(false);
  const [leaveFirst, leaveSecond] = [sayThatIAnswer(manager), sayThatIAnswer(manager)];
  await expect.poll(() => mayAnybodyAnswer(manager)).toBe(true);
  leaveFirst();
  expect(await mayAnybodyAnswer(manager)).toBe(true);
  leaveSecond();
  await expect.poll(() => mayAnybodyAnswer(manager)).toBe(false);
});

it('where the browser does not tell, there may be one', async () => {
  const mute = { query: () => Promise.reject(new Error('not here')) } as unknown as LockManager;
  expect(await mayAnybodyAnswer(mute)).toBe(true);
});
