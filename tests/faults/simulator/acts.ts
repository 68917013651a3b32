/** Performs the steps of a schedule. */
import type { NewEntry } from '../../../src/lib/device/api';
import { stateOfOwn } from '../../../src/lib/device/journal/own-entry';
import type { OpenDevice } from '../../../src/lib/device/open-device';
import { setActivityWording, activityWording } from '../../../src/lib/record/care-plan-change';
import { JOURNAL_NAME } from '../../../src/lib/record/ids';
import type { ChartView } from '../../../src/lib/record/chart/view';
import { decisionOf } from '../../../src/lib/record/settle';
import type { Saved } from './saved';
import type { Act, Answering, Ending, ServerAct, TabletAct, Writing } from './steps';
import type { Tablet } from './tablet';
import { ACTIVITIES, patientIdOf, PLAN_ID, type World } from './world';

type Wanted = Pick<Saved, 'wording'> & { body: NewEntry['body'] };

/** `token` is this step's own word. What can't be done now (a tablet that is off, nothing to decide) is passed over. */
export async function perform(world: World, act: Act, token: string): Promise<void> {
  world.note(`does ${act.do}`);
  if ('tablet' in act) await onTablet(world, act, token);
  else await onServer(world, act, token);
}

async function onTablet(world: World, act: TabletAct, token: string): Promise<void> {
  const tablet = world.tablets[act.tablet];
  if (!tablet) return;
  switch (act.do) {
    case 'link':
      tablet.link.state = act.state;
      return;
    case 'fault':
      tablet.link.arm(act.fault, act.on, act.after);
      return;
    case 'kill-tablet':
      return tablet.kill();
    case 'cut-power':
      return tablet.cutPower();
    case 'start-tablet':
      return tablet.start();
    case 'clock':
      tablet.clockAheadMs = act.aheadMs;
      tablet.clockWasMoved = true;
      return;
    case 'fill-disk':
    case 'free-disk':
      tablet.disk.full = act.do === 'fill-disk';
      return;
    case 'stop-answers':
      world.server?.mortality.unanswered.add(tablet.vault.journalBase);
      return;
    case 'answer-again':
      world.server?.mortality.unanswered.delete(tablet.vault.journalBase);
      return;
    case 'send-again':
    case 'set-aside':
      return inProcess(tablet, (device) => answerRefusal(world, tablet, device, act, token));
    default: {
      const isSaved = await inProcess(tablet, (device) => write(world, tablet, device, act, token));
      if (isSaved && act.ended) await end(tablet, act.ended);
    }
  }
}

/** What a process says that has died meanwhile nobody hears, no more than its failures: its reading was cut off too. */
async function inProcess<T>(tablet: Tablet, job: (device: OpenDevice) => Promise<T>): Promise<T | undefined> {
  const device = tablet.open;
  if (!device) return undefined;
  try {
    return await job(device);
  } catch (cause) {
    if (tablet.open === device) throw cause;
    return undefined;
  }
}

/** Whether it was, as far as anybody heard. */
async function write(
  world: World,
  tablet: Tablet,
  device: OpenDevice,
  act: Writing,
  token: string,
): Promise<boolean> {
  const patientId = patientIdOf(act.patient);
  const wanted = await entryFor(device, patientId, act, token);
  if (!wanted) return false;
  const { body, ...more } = wanted;
  const tried = { tablet: act.tablet, at: world.now, patientId, kind: body.kind, token, ...more };
  world.tried.push(tried);
  const outcome = await device.writer.save({ patientId, body });
  if (tablet.open !== device) return false;
  world.note(`${tablet.name} ${outcome.kind} ${token}`);
  if (outcome.kind !== 'saved') return false;
  world.saved.push({ ...tried, entryId: outcome.entryId });
  return true;
}

async function end(tablet: Tablet, { by, turns }: Ending): Promise<void> {
  const device = tablet.open;
  for (let n = 0; n < turns; n += 1) await new Promise((resolve) => setImmediate(resolve));
  if (tablet.open !== device) return;
  await (by === 'cut-power' ? tablet.cutPower() : tablet.kill());
}

async function answerRefusal(
  world: World,
  tablet: Tablet,
  device: OpenDevice,
  act: Answering,
  token: string,
): Promise<void> {
  const refused = [...device.journal.entries.values()].find((own) => stateOfOwn(own) === 'refused');
  if (!refused) return;
  if (act.do === 'send-again') {
    await device.writer.sendAgain(refused.entryId);
    return;
  }
  const [patientId, target] = [refused.entry?.patientId ?? '', refused.entryId];
  const tried = { tablet: act.tablet, at: world.now, patientId, kind: 'set-aside' as const, token, target };
  world.tried.push(tried);
  const outcome = await device.writer.setAside(target, token);
  if (tablet.open !== device || outcome.kind !== 'saved') return;
  world.saved.push({ ...tried, entryId: outcome.entryId });
}

async function entryFor(
  device: OpenDevice,
  patientId: string,
  act: Writing,
  token: string,
): Promise<Wanted | undefined> {
  switch (act.do) {
    case 'note':
      return { body: { kind: 'note', text: token } };
    case 'observations':
      return { body: { kind: 'observations', readings: { pulse: 70 }, spo2Scale: 1, comment: token } };
    case 'amend':
      return {
        body: {
          kind: 'amendment',
          targetType: 'DocumentReference',
          targetId: 'doc',
          text: token,
          reason: 'r',
        },
      };
    case 'change':
      return changeFor(await chartOf(device, patientId), ACTIVITIES[act.activity] ?? 'a0', token);
    case 'decide':
      return decisionFor(await chartOf(device, patientId), act.take, token);
  }
}

async function chartOf(device: OpenDevice, patientId: string): Promise<ChartView | undefined> {
  const found = await device.reader.chart(patientId);
  return found.kind === 'chart' ? found.chart : undefined;
}

function changeFor(chart: ChartView | undefined, activity: string, token: string): Wanted | undefined {
  const base = chart?.carePlans.find(({ resource }) => resource.id === PLAN_ID)?.resource;
  const proposed = base && setActivityWording(base, { id: activity }, token);
  if (!proposed) return undefined;
  const wording = { activity, from: wordingIn(base, activity), to: token };
  return {
    body: {
      kind: 'care-plan-change',
      targetType: 'CarePlan',
      targetId: PLAN_ID,
      base,
      proposed,
      summary: token,
    },
    wording,
  };
}

function decisionFor(
  chart: ChartView | undefined,
  take: 'current' | 'proposed',
  token: string,
): Wanted | undefined {
  const dispute = chart?.disputes[0];
  const choices = new Map(dispute?.conflicts.map(({ path }) => [path, take]));
  const body = dispute && decisionOf(dispute, choices, token);
  if (!body) return undefined;
  const activity = ACTIVITIES.find((id) => wordingIn(body.base, id) !== wordingIn(body.proposed, id));
  if (activity === undefined) return { body };
  const [from, to] = [wordingIn(body.base, activity), wordingIn(body.proposed, activity)];
  return { body, wording: { activity, from, to } };
}

export function wordingIn(plan: Parameters<typeof activityWording>[0], activity: string): string {
  return activityWording(plan, { id: activity }) ?? '';
}

async function onServer(world: World, act: ServerAct, token: string): Promise<void> {
  const { server } = world;
  switch (act.do) {
    case 'start-server':
      await world.startServer();
      return;
    case 'restore':
      world.restoresMidway = act.midway;
      return act.midway ? undefined : world.restore();
    case 'backup-journals':
      world.journalsBackup = world.databases.copy(isJournal);
      return;
    case 'backup': {
      const journals = world.journalsBackup ?? world.databases.copy(isJournal);
      world.backup = new Map([...world.databases.copy((name) => !isJournal(name)), ...journals]);
      world.journalsBackup = undefined;
      return;
    }
  }
  if (!server || server.mortality.dead) return;
  switch (act.do) {
    case 'kill-server':
      server.mortality.writesLeft = act.afterWrites;
      server.mortality.lastIsWritten = act.written;
      return;
    case 'fail-write':
      server.mortality.writesToFailure = act.afterWrites;
      return;
    case 'fill-server-disk':
    case 'free-server-disk':
      server.mortality.full = act.do === 'fill-server-disk';
      return;
    case 'leave':
      return world
        .leave(server, world.teamOf(act.patient).id, patientIdOf(act.patient))
        .catch(() => undefined);
    case 'import':
      await world.bring(server, patientIdOf(act.patient), token).catch(() => undefined);
      // The news of it goes round.
      for (const { open } of world.tablets) void open?.sync.run();
      return;
    case 'return':
      return world
        .join(server, world.teamOf(act.patient).id, patientIdOf(act.patient))
        .catch(() => undefined);
    case 'move':
      return world.move(server, patientIdOf(act.patient), act.team).catch(() => undefined);
    case 'enrol': {
      const tablet = await world.enrol(server, act.late).catch(() => undefined);
      return tablet?.start();
    }
  }
}

const isJournal = (name: string): boolean => JOURNAL_NAME.test(name);
