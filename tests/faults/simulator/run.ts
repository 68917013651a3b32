/** Runs one schedule from a fresh world to its end, and judges it. */
import { seedChance, time } from './install';
import 'fake-indexeddb/auto';
import { Dexie } from 'dexie';
import { IDBFactory } from 'fake-indexeddb';
import { perform } from './acts';
import { Disk } from './disk';
import { isClean, isQuiet, judge, type Verdict } from './judge';
import { liesIn } from './lies';
import type { Schedule } from './steps';
import { World } from './world';

export interface Outcome {
  verdict: Verdict;
  acknowledged: number;
  trace: string[];
}

/** Nothing but the passing of time helps any more: by then all must be well. */
const HEAL_MS = 45 * 60_000;
const LOOK_EVERY_MS = 20_000;
/** What did not end soon is looked at less often: a look costs more than the time between two. */
const LOOK_AFTER_MORE = 0.1;

export async function run(schedule: Schedule): Promise<Outcome> {
  time.reset();
  seedChance(schedule.seed);
  globalThis.indexedDB = new IDBFactory();
  Dexie.dependencies.indexedDB = globalThis.indexedDB;
  Disk.forgetAll();

  const world = await time.until(
    World.build(schedule, () => time.now),
    60_000,
  );
  const failures: unknown[] = [];
  const go = (job: Promise<void>) => {
    job.catch((cause: unknown) => failures.push(cause));
  };
  for (const tablet of world.tablets) go(tablet.start());
  await time.run(2_000);
  for (const [at, step] of schedule.steps.entries()) {
    go(perform(world, step, `word${at}`));
    await ('ms' in step.then ? time.run(step.then.ms) : time.runTurns(step.then.turns));
    for (const lie of liesIn(world)) world.lies.add(lie);
  }
  const verdict = await heal(world);
  await time.until(world.close(), 60_000);
  if (failures.length > 0) throw new Error('the simulator failed', { cause: failures[0] });
  return { verdict, acknowledged: world.saved.length, trace: world.trace };
}

/** Everything works again; nobody does anything. */
async function heal(world: World): Promise<Verdict> {
  world.restoresMidway = false;
  world.server?.mortality.unanswered.clear();
  Object.assign(world.server?.mortality ?? {}, {
    writesLeft: Infinity,
    writesToFailure: Infinity,
    full: false,
  });
  const server = await time.until(world.startServer(), 60_000);
  await time.until(world.bringWhatIsLeft(server), 60_000);
  for (const tablet of world.tablets) {
    tablet.link.heal();
    tablet.disk.full = false;
    await time.until(tablet.start(), 60_000);
  }
  for (let waited = 0; ;) {
    const more = Math.max(LOOK_EVERY_MS, Math.round(waited * LOOK_AFTER_MORE));
    await time.run(more);
    waited += more;
    for (const lie of liesIn(world)) world.lies.add(lie);
    const isLast = waited >= HEAL_MS;
    if (!isLast && !isQuiet(world)) continue;
    const verdict = await time.until(judge(world, server), 60_000);
    if (isLast || isClean(verdict)) return verdict;
  }
}
