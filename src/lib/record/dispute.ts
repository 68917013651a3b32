/**
 * A dispute: two people's changes of one care plan or goal that overlap, as a FHIR Task in the record. It carries all
 * three versions, so that whoever decides sees both with their authors, and it stays in the record once decided.
 */
import type { DisputeView } from './chart/view';
import { concept, own, OWN } from './codes';
import type { Entry } from './entry';
import { FhirResourceSchema, isType, referenceTo, type FhirResource } from './fhir';
import { authorReference, patientReference } from './filed/common';
import { changeOf } from './filed';
import { merge, type Conflict } from './merge';
import { changesOf, titleOf } from './plan';
import { codesOf, fieldsOf, listOf, textOf } from './read';
import * as v from 'valibot';

const VERSIONS = ['base', 'current', 'proposed'] as const;
type Version = (typeof VERSIONS)[number];

/** The id of the Task that an entry's dispute has, on every server and device. */
export function disputeIdOf(entryId: string): string {
  return `dispute-${entryId}`;
}

/** The Task for an entry whose change overlaps with `current`. `at` is the server's time, an ISO instant. */
export function disputeTask(input: {
  entry: Entry;
  current: FhirResource;
  conflicts: Conflict[];
  at: string;
}): FhirResource {
  const { entry, current, conflicts, at } = input;
  const change = changeOf(entry);
  if (!change) throw new Error(`an entry of kind ${entry.body.kind} changes nothing and can't be disputed`);
  const author = authorReference(entry.author);
  return {
    resourceType: 'Task',
    id: disputeIdOf(entry.id),
    meta: { source: `urn:doorstep:entry:${entry.id}` },
    contained: [
      contained('base', change.base),
      contained('current', current),
      contained('proposed', change.proposed),
    ],
    status: 'requested',
    intent: 'proposal',
    priority: 'urgent',
    code: concept('Two changes overlap: a person decides', own(OWN.dispute)),
    description: 'summary' in entry.body ? entry.body.summary : entry.body.kind,
    focus: { reference: `${change.targetType}/${change.targetId}` },
    for: patientReference(entry.patientId),
    authoredOn: at,
    lastModified: at,
    requester: author,
    input: [
      ...VERSIONS.map((name) => ({ type: { text: name }, valueReference: { reference: `#${name}` } })),
      { type: { text: 'written' }, valueDateTime: entry.writtenAt },
      ...conflicts.map(({ path }) => ({ type: { text: 'conflict' }, valueString: path })),
    ],
  };
}

/** True for a dispute's Task that nobody has decided yet. */
export function isOpenDispute(resource: FhirResource): boolean {
  return isDispute(resource) && resource['status'] === 'requested';
}

export function isDispute(resource: FhirResource): boolean {
  return isType(resource, 'Task') && codesOf(resource.code).includes(OWN.dispute);
}

/**
 * What there is to decide, against the target as it stands now in `resources` (it may have moved on since). Undefined when
 * the Task is no open dispute, or its target is not among the resources.
 */
export function disputeOf(task: FhirResource, resources: readonly FhirResource[]): DisputeView | undefined {
  if (!isOpenDispute(task)) return undefined;
  const focus = textOf(fieldsOf(task['focus'])['reference']);
  const current = resources.find((resource) => referenceTo(resource) === focus);
  if (!current || !(current.resourceType === 'CarePlan' || current.resourceType === 'Goal')) return undefined;
  const [base, then, proposed] = VERSIONS.map((name) => versionIn(task, name, current));
  if (!base || !then || !proposed) return undefined;
  const now = merge(base, current, proposed);
  // What overlapped when it was filed stays in dispute, whatever has happened to the target since.
  const { conflicts } = now.conflicts.length > 0 ? now : merge(base, then, proposed);
  // What of the disputed change did not overlap is in the record by now: it is not the other side's.
  const others = resources.filter((other) => sourceOf(other) !== sourceOf(task));
  const lastChange = changesOf(current, others)[0];
  const writtenAt = inputs(task, 'written').map((input) => textOf(input['valueDateTime']))[0];
  const author = textOf(fieldsOf(task['requester'])['display']);
  const summary = textOf(task['description']);
  const raisedAt = textOf(task['authoredOn']);
  return {
    disputeId: task.id,
    targetType: current.resourceType,
    targetId: current.id,
    title: titleOf(current),
    current: { resource: current, ...lastChange },
    proposed: {
      resource: proposed,
      ...(author ? { author } : {}),
      ...(writtenAt ? { at: writtenAt } : {}),
      ...(summary ? { summary } : {}),
    },
    merged: now.merged,
    conflicts,
    ...(raisedAt ? { raisedAt } : {}),
  };
}

/** The Task once a person has decided: who, when, which way and why. */
export function settledTask(task: FhirResource, decision: Entry): FhirResource {
  if (decision.body.kind !== 'decision') throw new Error('only a decision settles a dispute');
  return {
    ...task,
    status: 'completed',
    statusReason: { text: decision.body.reason },
    lastModified: decision.writtenAt,
    owner: authorReference(decision.author),
    output: [{ type: { text: 'choice' }, valueString: decision.body.choice }],
  };
}

/** A contained resource may carry neither an own version nor its own id: `versionIn` gives it the target's id again. */
function contained(name: Version, { meta: _, ...resource }: FhirResource): FhirResource {
  return { ...resource, id: name };
}

function versionIn(task: FhirResource, name: Version, target: FhirResource): FhirResource | undefined {
  const found = listOf(task['contained']).find((resource) => fieldsOf(resource)['id'] === name);
  const parsed = v.safeParse(FhirResourceSchema, found);
  return parsed.success ? { ...parsed.output, id: target.id } : undefined;
}

function sourceOf(resource: FhirResource): unknown {
  return fieldsOf(resource['meta'])['source'];
}

function inputs(task: FhirResource, type: string): readonly Record<string, unknown>[] {
  return listOf(task['input'])
    .map(fieldsOf)
    .filter((input) => fieldsOf(input['type'])['text'] === type);
}
