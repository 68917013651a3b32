/** What an entry comes to, given what the record holds. Pure: server time is an argument. */
import { isDispute, isOpenDispute, disputeIdOf, disputeTask, settledTask } from '../../record/dispute';
import type { Entry } from '../../record/entry';
import { referenceTo, type FhirResource } from '../../record/fhir';
import { changeOf, resourcesOf, type TargetChange } from '../../record/filed';
import { merge, type Conflict } from '../../record/merge';
import type { RefusalCode } from '../../record/receipt';
import { fieldsOf } from '../../record/read';
import { isSealed, isSensitive } from '../../record/sensitivity';
import { same } from '../../record/same';
import type { Resources } from '../store/record';

export type Verdict =
  | { kind: 'filed'; resources: FhirResource[] }
  /** What could be merged is in `resources`; the rest waits for a person. */
  | { kind: 'decision'; resources: FhirResource[]; disputeId: string; conflicts: Conflict[] }
  /** `keptBack`: what it names is there, and not for its author to know of. */
  | { kind: 'refused'; refusal: RefusalCode; keptBack?: true };

/** `Type/id` of all that `verdictOn` has to see: what the entry adds, changes or names. */
export function neededBy(entry: Entry): string[] {
  const { body } = entry;
  const needed = resourcesOf(entry).map(referenceTo);
  const change = changeOf(entry);
  if (change) needed.push(`${change.targetType}/${change.targetId}`, `Task/${disputeIdOf(entry.id)}`);
  if (body.kind === 'decision') needed.push(`Task/${body.disputeId}`);
  if (body.kind === 'amendment') needed.push(`${body.targetType}/${body.targetId}`);
  return needed;
}

/** `at` is the server's time, an ISO instant. Seen on top of its own result, an entry comes to the same again. */
export function verdictOn(entry: Entry, current: Resources, at: string): Verdict {
  const added = additionsOf(entry, current);
  if (!added) return refused('invalid');
  const { body } = entry;
  if (body.kind === 'amendment') {
    const note = current.get(`${body.targetType}/${body.targetId}`);
    return note ? { kind: 'filed', resources: asKeptBackAs(note, added) } : refused('unknown-target');
  }
  const change = changeOf(entry);
  if (!change) return { kind: 'filed', resources: added };
  const target = current.get(`${change.targetType}/${change.targetId}`);
  if (!target) return refused('unknown-target');
  if (![change.base, change.proposed].every((version) => isVersionOf(version, change)))
    return refused('invalid');
  return body.kind === 'decision'
    ? onDecision(entry, body.disputeId, change, target, asKeptBackAs(target, added), current, at)
    : onChange(entry, change, target, asKeptBackAs(target, added), current, at);
}

function onChange(
  entry: Entry,
  change: TargetChange,
  target: FhirResource,
  added: FhirResource[],
  current: Resources,
  at: string,
): Verdict {
  const { merged, conflicts } = merge(change.base, target, change.proposed);
  if (conflicts.length === 0) return { kind: 'filed', resources: [merged, ...added] };
  const applies = !same(merged, target) || added.some((resource) => current.has(referenceTo(resource)));
  const applied = applies ? [merged, ...added] : [];
  const task = disputeFor(entry, merged, conflicts, current, at);
  const resources = [...applied, task];
  // A person may have decided already, between a filing that was cut short and this one.
  if (!isOpenDispute(task)) return { kind: 'filed', resources };
  return { kind: 'decision', resources, disputeId: task.id, conflicts };
}

/** A decision is one act: it is taken as a whole, or not at all when the record has moved on in what it decides. */
function onDecision(
  entry: Entry,
  disputeId: string,
  change: TargetChange,
  target: FhirResource,
  added: FhirResource[],
  current: Resources,
  at: string,
): Verdict {
  const dispute = current.get(`Task/${disputeId}`);
  if (!dispute || !isDispute(dispute)) return refused('unknown-target');
  const { merged, conflicts } = merge(change.base, target, change.proposed);
  const open = isOpenDispute(dispute);
  if (conflicts.length === 0) {
    return { kind: 'filed', resources: [merged, ...(open ? [settledTask(dispute, entry)] : []), ...added] };
  }
  if (open) return { kind: 'decision', resources: [], disputeId, conflicts };
  const task = disputeFor(entry, target, conflicts, current, at);
  return { kind: 'decision', resources: [task], disputeId: task.id, conflicts };
}

/** The Task that stands for the entry's dispute; one that is there already stays as it is. */
function disputeFor(
  entry: Entry,
  target: FhirResource,
  conflicts: Conflict[],
  current: Resources,
  at: string,
): FhirResource {
  const known = current.get(`Task/${disputeIdOf(entry.id)}`);
  if (known) return known;
  const task = disputeTask({ entry, current: target, conflicts, at });
  return asKeptBackAs(target, [task])[0] ?? task;
}

/** Whether an entry corrects, changes or decides on something that is sensitive or sealed. */
export function namesKeptBack(entry: Entry, current: Resources): boolean {
  const { body } = entry;
  const change = changeOf(entry);
  const named = [
    ...(change ? [`${change.targetType}/${change.targetId}`] : []),
    ...(body.kind === 'amendment' ? [`${body.targetType}/${body.targetId}`] : []),
    ...(body.kind === 'decision' ? [`Task/${body.disputeId}`] : []),
  ];
  return named.some((reference) => {
    const resource = current.get(reference);
    return resource !== undefined && isKeptBack(resource);
  });
}

/**
 * What is said about a sensitive or sealed resource (its correction, who changed it and why, a dispute with all of its
 * versions) is kept back from whoever it is kept back from, whatever the device says.
 */
function asKeptBackAs(target: FhirResource, about: FhirResource[]): FhirResource[] {
  if (!isKeptBack(target)) return about;
  const security = fieldsOf(target['meta'])['security'];
  // A visit is no secret; and what is sealed by itself stays so.
  const stays = (one: FhirResource) =>
    one.resourceType === 'Encounter' || (isSealed(one) && !isSealed(target));
  return about.map((one) => (stays(one) ? one : { ...one, meta: { ...fieldsOf(one['meta']), security } }));
}

function isKeptBack(resource: FhirResource): boolean {
  return isSealed(resource) || isSensitive(resource);
}

/**
 * What the entry adds and the record does not hold yet. Undefined when one of its ids stands for something else in the
 * record: what was filed is never written over. The Encounter of a visit belongs to all entries of that visit.
 */
function additionsOf(entry: Entry, current: Resources): FhirResource[] | undefined {
  const added = resourcesOf(entry);
  const isTaken = (resource: FhirResource) => {
    const held = current.get(referenceTo(resource));
    return held !== undefined && sourceOf(held) !== sourceOf(resource);
  };
  if (added.some(isTaken)) return undefined;
  return added.filter(
    (resource) => resource.resourceType !== 'Encounter' || !current.has(referenceTo(resource)),
  );
}

function sourceOf({ meta }: FhirResource): unknown {
  return typeof meta === 'object' && meta !== null && 'source' in meta ? meta.source : undefined;
}

function isVersionOf(version: FhirResource, { targetType, targetId }: TargetChange): boolean {
  return version.resourceType === targetType && version.id === targetId;
}

function refused(refusal: RefusalCode): Verdict {
  return { kind: 'refused', refusal };
}
