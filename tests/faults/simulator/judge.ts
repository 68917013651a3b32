/** Looks at the end of a run for what must never be: see `Verdict`. */
import { stateOfOwn } from '../../../src/lib/device/journal/own-entry';
import { PackDb } from '../../../src/lib/device/packs/pack-db';
import { PackStore } from '../../../src/lib/device/packs/pack-store';
import { encodeBase64 } from '../../../src/lib/record/base64';
import { referenceTo, type FhirResource } from '../../../src/lib/record/fhir';
import type { EntryState } from '../../../src/lib/record/outbox';
import { same } from '../../../src/lib/record/same';
import type { Refused } from '../../../src/lib/server/filing/quarantine';
import type { AppServer } from './app-server';
import { wordingIn } from './acts';
import { wrongDispute, wrongRefusal } from './due';
import { whatWaits } from './queues';
import type { Saved, Tried } from './saved';
import type { Tablet } from './tablet';
import { ACTIVITIES, PLAN_ID, type World } from './world';

/** Each a list of what was found, in words. */
export interface Verdict {
  /** Acknowledged, and neither in the record nor waiting for a person, with a reason; or in the record without effect. */
  lost: string[];
  /** In the record more than once, whether it was acknowledged or not; or in another patient's. */
  duplicated: string[];
  /** A tablet's records are not the server's. */
  diverged: string[];
  /** The author is shown another state than the true one, in the end or at any time before; or something waits for the server, or is warned of, when all is done. */
  silent: string[];
}

interface Facts {
  /** By patient. */
  records: ReadonlyMap<string, PatientFacts>;
  /** What the office is shown. */
  refused: Refused[];
  /** Entries that say of another that it is set aside. */
  aside: ReadonlySet<string>;
}

interface PatientFacts {
  resources: FhirResource[];
  outcomes: ReadonlyMap<string, 'filed' | 'decision'>;
}

export async function judge(world: World, server: AppServer): Promise<Verdict> {
  const verdict: Verdict = { lost: [], duplicated: [], diverged: [], silent: [] };
  const records = new Map<string, PatientFacts>();
  for (const patientId of world.patientIds) records.set(patientId, await factsOf(server, patientId));
  const refused = await server.quarantine.refused();
  const aside = new Set((await server.quarantine.setAside()).map(({ by }) => by));
  for (const saved of world.saved) judgeSaved(world, saved, { records, refused, aside }, verdict);
  for (const tried of world.tried) judgeTimes(tried, records, verdict);
  for (const [patientId, { resources }] of records) judgeWordings(world, patientId, resources, verdict);
  for (const tablet of world.tablets) await judgeTablet(server, tablet, verdict);
  verdict.silent.push(...world.lies, ...(await whatWaits(server, world.tablets)));
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

async function factsOf(server: AppServer, patientId: string): Promise<PatientFacts> {
  const resources = (await server.record.read(patientId))?.resources ?? [];
  const marks = await server.record.marks(patientId);
  return { resources, outcomes: new Map(marks.map(({ mark }) => [mark.entryId, mark.outcome])) };
}

function judgeSaved(world: World, saved: Saved, { records, refused, aside }: Facts, verdict: Verdict): void {
  const own = world.tablets[saved.tablet]?.open?.journal.entries.get(saved.entryId);
  const state: EntryState | 'not there' = own ? stateOfOwn(own) : 'not there';
  const { resources = [], outcomes } = records.get(saved.patientId) ?? {};
  const outcome = outcomes?.get(saved.entryId);
  const what = `${saved.kind} ${saved.token} (${state} for its author)`;
  if (saved.kind === 'set-aside') {
    if (!aside.has(saved.entryId) && state !== 'set-aside') verdict.lost.push(what);
    return;
  }
  const isThere = resources.some((resource) => tells(resource, saved.token));
  const isSetAside =
    state === 'set-aside' &&
    world.tried.some(({ kind, target }) => kind === 'set-aside' && target === saved.entryId);
  if (outcome === 'filed') {
    if (!isThere && !isSettled(saved, resources)) verdict.lost.push(`${what}: not in the record`);
    if (state !== 'filed') verdict.silent.push(`${what}: it is filed`);
  } else if (outcome === 'decision') {
    if (isThere) verdict.duplicated.push(`${what}: filed, and in dispute`);
    if (state !== 'decision' && !isSetAside) verdict.silent.push(`${what}: it waits for a decision`);
    const wrong = own && state === 'decision' ? wrongDispute(world, saved, own, resources) : undefined;
    if (wrong !== undefined) verdict.silent.push(`${what}: ${wrong}`);
  } else if (state === 'on-device' || state === 'received') {
    verdict.silent.push(`${what}: it is never filed`);
  } else if (own && state === 'refused') {
    const wrong = wrongRefusal(world, saved, own, refused);
    if (wrong !== undefined) verdict.lost.push(`${what}: ${wrong}`);
  } else if (!isSetAside) {
    verdict.lost.push(`${what}: not in the record`);
  }
}

/** Of whatever anybody wrote, heard that it was saved or not, the record holds one at most, and only its patient's. */
function judgeTimes(tried: Tried, records: Facts['records'], verdict: Verdict): void {
  for (const [patientId, { resources }] of records) {
    const times = resources.filter((resource) => tells(resource, tried.token)).length;
    const most = patientId === tried.patientId ? 1 : 0;
    if (times > most)
      verdict.duplicated.push(`${tried.kind} ${tried.token}: ${times} times for ${patientId}`);
  }
}

/** A change that led to a dispute is in the record as the Task that tells how it was decided. */
function isSettled({ entryId }: Saved, resources: readonly FhirResource[]): boolean {
  return resources.some(({ id }) => id === `dispute-${entryId}`);
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
