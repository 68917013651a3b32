import type { Clinician } from './clinician';
import { expect, test } from './fixtures';
import { MainThread, type Task } from '../support/main-thread';
import { walk, type Step } from './walk';

/** A screen that does not answer for longer is felt to hang: on a processor four times slower than this one. */
const MOST_MS = 200;
const TIMES_SLOWER = 4;

test('nothing holds the page for longer than 200 ms on the way from the passphrase through a visit to the outbox', async ({
  clinician,
}) => {
  const nurse = await clinician();
  await nurse.signIn();
  const tasks = await tasksDuring(nurse, async (step) => {
    await step('the passphrase, the first download', async () => {
      await nurse.choosePassphrase();
      await nurse.caseloadComplete();
    });
    await walk(nurse, step);
  });
  expect(tooLong(tasks)).toEqual([]);
});

test('what holds the page for longer is found, and its step is named', async ({ ready }) => {
  const nurse = await ready();
  const tasks = await tasksDuring(nurse, async (step) => {
    await step('Caseload', () => nurse.open('Caseload'));
    await step('a page that hangs', () => nurse.page.evaluate(spin, 2 * TIMES_SLOWER * MOST_MS));
    await step('Today', () => nurse.open('Today'));
  });
  expect(tooLong(tasks)).toEqual([expect.stringMatching(/^a page that hangs: \d{3,} ms$/)]);
});

async function tasksDuring(nurse: Clinician, job: (step: Step) => Promise<void>): Promise<Task[]> {
  const session = await nurse.tablet.context.newCDPSession(nurse.page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: TIMES_SLOWER });
  const thread = await MainThread.watch(() => nurse.page);
  await job((name, part) => thread.step(name, part));
  return thread.end();
}

/** By the processor time of the page's own thread: by the clock, a busy machine would hold it as well. */
function tooLong(tasks: readonly Task[]): string[] {
  return tasks
    .filter(({ processorMs }) => processorMs > MOST_MS)
    .map(({ step, processorMs }) => `${step}: ${Math.round(processorMs)} ms`);
}

/** In a task of the page's own. By the clock: where others have the processor too, the thread works for a part of it. */
function spin(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(() => {
      const until = performance.now() + ms;
      while (performance.now() < until);
      resolve();
    });
  });
}
