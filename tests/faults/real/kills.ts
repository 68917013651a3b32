/** Each kind of kill: what is under way, and at which instant it ends. Instants are drawn from the seed, around events. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../../src/lib/server/demo/random';
import type { FaultAction } from '../../support/fault-proxy';
import { nextVersion, upgradePath } from './next-version';
import type { KillKind } from './kinds';
import type { Kill } from './rounds';
import type { Stage } from './stage';
import { serveChanged } from './worker-scripts';

/** A kill whose event does not come is done all the same, and not counted as caught. */
const PATIENCE_MS = 15_000;
const DROP: FaultAction = { kind: 'drop' };

export const KILLS = {
  'mid-save': browserInMidSave,
  'mid-migration': browserInMidMigration,
  'mid-sync': browserInMidSync,
  'mid-filing': serverInMidFiling,
} satisfies Record<KillKind, Kill>;

/** The browser, while notes are saved one after the other, with and without a network. */
async function browserInMidSave({ stage, tablet, patientId, random, notes }: Parameters<Kill>[0]) {
  if (random.chance(0.5)) stage.fault = () => DROP;
  const [before, after] = [tablet.acknowledged.size, random.int(0, 8)];
  const reached = new Promise<true>((resolve) => {
    tablet.onSaved = () => {
      if (tablet.acknowledged.size >= before + after) resolve(true);
    };
  });
  const saving = isCutShort(tablet.worker.saveNotes(patientId, notes(500)));
  if (after > 0) await Promise.race([reached, sleep(PATIENCE_MS)]);
  await sleep(random.int(0, 40));
  await tablet.kill();
  const cut = await saving;
  return { caught: () => cut };
}

let version = 1;
/** As many databases at least are upgraded when a vault is opened: vaults, the registry of journals, packs. */
const UPGRADES = 3;

/** The browser, while the version after this one upgrades the databases of this one, which hold unfiled notes. */
async function browserInMidMigration({ stage, tablet, patientId, random, notes }: Parameters<Kill>[0]) {
  stage.fault = () => DROP;
  await tablet.worker.saveNotes(patientId, notes(3));
  await tablet.kill();
  const to = (version += 1);
  const worker = serveChanged(stage, `version-${to}`, nextVersion(to));
  let left = random.int(1, UPGRADES);
  let target: string | undefined;
  const begun = requestSeen(stage, (path) => {
    if (!path.startsWith(upgradePath(to)) || --left !== 0) return false;
    target = `GET ${path}`;
    return true;
  });
  await tablet.start(worker);
  const unlocking = isCutShort(tablet.unlock());
  await Promise.race([begun, sleep(PATIENCE_MS)]);
  await sleep(random.int(0, 40));
  await tablet.kill();
  await unlocking;
  // An upgrade that was cut short is done again.
  return { caught: () => stage.network.seen.filter((path) => path === target).length === 2, reopen: worker };
}

/** The browser, at some request of a round of syncing over a bad network, or shortly after it. */
async function browserInMidSync({ stage, tablet, patientId, random, notes }: Parameters<Kill>[0]) {
  let left = random.int(1, 14);
  const reached = requestSeen(
    stage,
    (path) => /^\/(journals|api)\//.test(path) && --left === 0,
    () => (random.chance(0.15) ? badNetwork(random) : undefined),
  );
  await tablet.worker.saveNotes(patientId, notes(3));
  const syncing = isCutShort(tablet.worker.call('sync'));
  const event = await Promise.race([reached, sleep(PATIENCE_MS, false)]);
  await sleep(random.int(0, 25));
  await tablet.kill();
  const cut = await syncing;
  return { caught: () => event && cut };
}

/** The server, while it files what has just arrived. */
async function serverInMidFiling({ stage, tablet, patientId, random, notes }: Parameters<Kill>[0]) {
  stage.fault = () => DROP;
  await tablet.worker.saveNotes(patientId, notes(10));
  const arrived = requestSeen(stage, (path) => path.endsWith('/_bulk_docs'));
  const syncing = tablet.worker.call('sync');
  const event = await Promise.race([arrived, sleep(PATIENCE_MS, false)]);
  await sleep(random.int(2, 200));
  await stage.server.kill();
  await syncing;
  const { counts } = await tablet.worker.call('status');
  await stage.server.start();
  return { caught: () => event && counts.filed < tablet.acknowledged.size, browserLives: true as const };
}

/** Whether the call was ended by the kill rather than answered. */
async function isCutShort(call: Promise<unknown>): Promise<boolean> {
  return call.then(
    () => false,
    () => true,
  );
}

/** Resolves when a request comes by of which `isIt` says so; `fault` goes for all of them. */
function requestSeen(
  stage: Stage,
  isIt: (path: string) => boolean,
  fault: () => FaultAction | undefined = () => undefined,
): Promise<true> {
  return new Promise((resolve) => {
    stage.fault = (path) => {
      if (isIt(path)) resolve(true);
      return fault();
    };
  });
}

function badNetwork(random: Random): FaultAction {
  return random.pick<FaultAction>([
    DROP,
    { kind: 'cut-answer', afterBytes: random.int(1, 400) },
    { kind: 'slow-answer', bytesPerSecond: 20_000 },
    { kind: 'answer', status: 200, type: 'text/html', body: '<h1>Please sign in to this network</h1>' },
    { kind: 'answer', status: 401, type: 'application/json', body: '{}' },
  ]);
}
