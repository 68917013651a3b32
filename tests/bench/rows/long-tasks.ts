/** How long the page's main thread is busy at one stretch while a nurse goes through the app. */
import { walk } from '../../e2e/walk';
import { MainThread, type Task } from '../../support/main-thread';
import type { Row, Series } from '../row';
import { Clinic, complete } from '../support/clinic';
import { atSpeed, SPEEDS, type Speed } from '../support/speeds';

/** By the clock the thread also waits for others who have the processors: the worker, the browser, the server. */
const CLOCKS: { words: string; msOf: (task: Task) => number }[] = [
  { words: '', msOf: ({ ms }) => ms },
  { words: ', its own processor time', msOf: ({ processorMs }) => processorMs },
];

export const longTasks: Row = {
  name: 'long-tasks',
  what: 'the longest task of the page’s main thread in each step from the passphrase through a visit to the outbox',
  measure: async (rounds) => {
    const clinic = await Clinic.open({ patients: 300, documents: 60 });
    try {
      const series: Series[] = [];
      // Where processes are stopped and let go on, a stop counts as a task.
      for (const speed of SPEEDS.filter((speed) => speed !== 'CPU ×4')) {
        const walks: Task[][] = [];
        while (walks.length < rounds) walks.push(await tasksOf(clinic, speed));
        const steps = [...new Set(walks.flat().map(({ step }) => step))];
        for (const { words, msOf } of CLOCKS) {
          const of = (name: string, isPart: (task: Task) => boolean): Series => ({
            ...{ row: 'long-tasks', case: `${speed}${words}${name}`, unit: 'ms' },
            ours: walks.map((tasks) => Math.max(0, ...tasks.filter(isPart).map(msOf))),
          });
          series.push(of('', () => true));
          for (const step of steps) series.push(of(`: ${step}`, (task) => task.step === step));
        }
      }
      return series;
    } finally {
      await clinic.close();
    }
  },
};

/** Of one walk, with a tablet that has nothing on it yet. */
async function tasksOf(clinic: Clinic, speed: Speed): Promise<Task[]> {
  const nurse = await clinic.arrive();
  try {
    await nurse.signIn();
    return await atSpeed(speed, nurse.tablet.context, async () => {
      const thread = await MainThread.watch(() => nurse.page);
      await thread.step('the passphrase, the first download', async () => {
        await nurse.choosePassphrase();
        await complete(nurse.page);
      });
      await walk(nurse, (name, job) => thread.step(name, job));
      return await thread.end();
    });
  } finally {
    await clinic.dispose(nurse.tablet);
  }
}
