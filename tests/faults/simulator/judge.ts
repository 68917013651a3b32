/** Looks at the end of a run for what must never be: see `Verdict`. */
import { stateOfOwn } from '../../../src/lib/device/journal/own-entry';
import { PackDb } from '../../../src/lib/device/packs/pack-db';
import { PackStore } from '../../../src/lib/device/packs/pack-store';
import { encodeBase64 } from '../../../src/lib/record/base64';
import { referenceTo, type FhirResource } from '../../../src/lib/record/fhir';
import type { EntryState } from '../../../src/lib/record/outbox';
import { same } from '../../../src/lib/record/same';
import type { AppServer } from './app-server';
import type { Saved } from './saved';
import { wordingIn } from './acts';
import type { Tablet } from './tablet';
import { ACTIVITIES, PLAN_ID, type World } from './world';

/** Each a list of what was found, in words. */
export interface Verdict {
  /** Acknowledged, and neither in the record nor waiting for a person; or in the record without effect. */
  lost: string[];
  /** In the record more than once. */
  duplicated: string[];
  /** A tablet's records are not the server's. */
  diverged: string[];
  /** The author is shown another state than the true one, or something waits without end. */
  silent: string[];
}

interface Facts {
  resources: FhirResource[];
  outcomes: ReadonlyMap<string, 'filed' | 'decision'>;
}

export async function judge(world: World, server: AppServer): Promise<Verdict> {
  const verdict: Verdict = { lost: [], duplicated: [], diverged: [], silent: [] };
  const facts = new Map<string, Facts>();
  for (const patientId of new Set(world.saved.map((saved) => saved.patientId))) {
    facts.set(patientId, await factsOf(server, patientId));
  }
  const aside = new Set((await server.quarantine.setAside()).map(({ by }) => by));
  for (const saved of world.saved) judgeSaved(world, saved, facts.get(saved.patientId), aside, verdict);
  for (const [patientId, { resources }] of facts) judgeWordings(world, patientId, resources, verdict);
  for (const tablet of world.tablets) await judgeTablet(server, tablet, verdict);
  return verdict;
}

/** Whether a look is worth the while: nothing waits for the server in what its author sees. */
export function isQuiet(world: World): boolean {
  return world.saved.every(({ tablet, entryId }) => {
    const own = world.tablets[tablet]?.open?.journal.entries.get(entryId);
    return own !== undefined && !['on-device', 'received'].includes(stateOfOwn(own));
  });
}

export function isClean(verdict: Verdict): boolean {
  return Object.values(verdict).every((found: string[]) => found.length === 0);
}

async function factsOf(server: AppServer, patientId: string): Promise<Facts> {
  const resources = (await server.record.read(patientId))?.resources ?? [];
  const marks = await server.record.marks(patientId);
  return { resources, outcomes: new Map(marks.map(({ mark }) => [mark.entryId, mark.outcome])) };
}

function judgeSaved(
  world: World,
  saved: Saved,
  facts: Facts | undefined,
  aside: ReadonlySet<string>,
  verdict: Verdict,
): void {
  const own = world.tablets[saved.tablet]?.open?.journal.entries.get(saved.entryId);
  const state: EntryState | 'not there' = own ? stateOfOwn(own) : 'not there';
  const outcome = facts?.outcomes.get(saved.entryId);
  const what = `${saved.kind} ${saved.token} (${state} for its author)`;
  if (saved.kind === 'set-aside') {
    if (!aside.has(saved.entryId) && state !== 'set-aside') verdict.lost.push(what);
    return;
  }
  const times = (facts?.resources ?? []).filter((resource) => tells(resource, saved.token)).length;
  if (times > 1) verdict.duplicated.push(`${what}: ${times} times`);
  if (outcome === 'filed') {
    if (times === 0 && !isSettled(saved, facts)) verdict.lost.push(`${what}: not in the record`);
    if (state !== 'filed') verdict.silent.push(`${what}: it is filed`);
  } else if (outcome === 'decision') {
    if (times > 0) verdict.duplicated.push(`${what}: filed, and in dispute`);
    if (state !== 'decision' && state !== 'set-aside')
      verdict.silent.push(`${what}: it waits for a decision`);
  } else if (state === 'on-device' || state === 'received') {
    verdict.silent.push(`${what}: it is never filed`);
  } else if (state !== 'refused' && state !== 'set-aside') {
    verdict.lost.push(`${what}: not in the record`);
  }
}

/** A change that led to a dispute is in the record as the Task that tells how it was decided. */
function isSettled({ entryId }: Saved, facts: Facts | undefined): boolean {
  return facts?.resources.some(({ id }) => id === `dispute-${entryId}`) ?? false;
}

/** The one resource of an entry that carries its word. */
function tells({ resourceType, ...resource }: FhirResource, token: string): boolean {
  const text = JSON.stringify(resource);
  switch (resourceType) {
    case 'DocumentReference':
      return text.includes(`"${encodeBase64(token)}"`);
    case 'Observation':
    case 'Provenance':
      return text.includes(`"${token}"`);
    default:
      return false;
  }
}

/**
 * Each change that was filed without a dispute, and each decision, leads from one wording to the next: there must be a way
 * from it to the wording that stands. One from which there is none had no effect, or its effect was undone by nobody.
 */
function judgeWordings(world: World, patientId: string, resources: FhirResource[], verdict: Verdict): void {
  const plan = resources.find(({ id }) => id === PLAN_ID);
  for (const activity of plan ? ACTIVITIES : []) {
    const links = world.tried.flatMap((tried) => {
      const isHere = tried.patientId === patientId && tried.wording?.activity === activity;
      const isFiled = isHere && resources.some((resource) => tells(resource, tried.token));
      return isFiled && tried.wording ? [tried.wording] : [];
    });
    const stands = plan ? wordingIn(plan, activity) : '';
    const reached = new Set([stands]);
    for (const at of reached) for (const { from, to } of links) if (to === at) reached.add(from);
    for (const { from, to } of links.filter((link) => !reached.has(link.to))) {
      verdict.lost.push(`the change of ${activity} from “${from}” to “${to}”: “${stands}” stands`);
    }
  }
}

async function judgeTablet(server: AppServer, tablet: Tablet, verdict: Verdict): Promise<void> {
  const { vault } = tablet;
  const { caseload } = await server.caseloads.of(vault.user.id, new Date());
  const db = new PackDb(vault.userHash);
  const packs = new PackStore(db, vault);
  await packs.load();
  const named = new Set(caseload.rows.map(({ patientId }) => patientId));
  for (const patientId of named) {
    const [found, record] = [await packs.find(patientId), await server.record.read(patientId)];
    const held = found.kind === 'pack' ? found.pack.resources : [];
    if (!same(byReference(held), byReference(record?.resources ?? []))) {
      verdict.diverged.push(`${tablet.name} holds another record of ${patientId}`);
    }
  }
  const left = (await packs.storedIds()).filter((id) => !named.has(id));
  for (const patientId of left) verdict.diverged.push(`${tablet.name} still holds ${patientId}`);
  db.close();
}

function byReference(resources: readonly FhirResource[]): Record<string, FhirResource> {
  return Object.fromEntries(resources.map((resource) => [referenceTo(resource), resource]));
}
