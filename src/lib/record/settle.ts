/** What becomes of a disputed resource once a person has chosen, place by place. */
import type { DisputeView } from './chart/view';
import type { EntryBody } from './entry';
import { FhirResourceSchema, type FhirResource } from './fhir';
import type { Conflict } from './merge';
import { indexOfPathKey } from './merge-lists';
import { saidTogether } from './merge-policy';
import { isFields, type Fields } from './same';
import * as v from 'valibot';

export type Choice = 'current' | 'proposed';
/** One thing to choose: its conflicts go the same way, since together they are one statement. */
export interface DecisionPlace {
  key: string;
  conflicts: Conflict[];
}

/** The conflicts of a dispute as things to choose between. */
export function placesOf(conflicts: readonly Conflict[]): DecisionPlace[] {
  const places = new Map<string, Conflict[]>();
  const siblings = (parent: string) =>
    conflicts.map(({ path }) => split(path)).flatMap(([other, name]) => (other === parent ? [name] : []));
  for (const conflict of conflicts) {
    const [parent, name] = split(conflict.path);
    const key = `${parent}/${saidTogether(name, siblings(parent)).join('+')}`;
    places.set(key, [...(places.get(key) ?? []), conflict]);
  }
  return [...places].map(([key, together]) => ({ key, conflicts: together }));
}

/** The path of what a field is in, and the field's name. */
function split(path: string): [string, string] {
  const at = path.lastIndexOf('/');
  return [path.slice(0, Math.max(at, 0)), path.slice(at + 1)];
}

export type DecisionBody = Extract<EntryBody, { kind: 'decision' }>;

/**
 * The decision entry for a dispute. What does not overlap is taken from both sides; at each conflict stands the version
 * chosen for its path. Undefined while a conflict has no choice.
 */
export function decisionOf(
  dispute: DisputeView,
  choices: ReadonlyMap<string, Choice>,
  reason: string,
): DecisionBody | undefined {
  const chosen = dispute.conflicts.map(({ path }) => choices.get(path));
  if (chosen.includes(undefined)) return undefined;
  // `merged` has the current version wherever a conflict stands.
  let proposed = dispute.merged;
  for (const { path, proposed: other } of dispute.conflicts) {
    if (choices.get(path) === 'proposed') proposed = setAt(proposed, path, other);
  }
  return {
    kind: 'decision',
    disputeId: dispute.disputeId,
    targetType: dispute.targetType,
    targetId: dispute.targetId,
    base: dispute.current.resource,
    proposed,
    choice: choiceOf(chosen),
    reason,
  };
}

function choiceOf(chosen: readonly (Choice | undefined)[]): DecisionBody['choice'] {
  if (chosen.every((choice) => choice === 'current')) return 'keep-current';
  return chosen.every((choice) => choice === 'proposed') ? 'take-proposed' : 'mixed';
}

/** A copy of `resource` with `value` at a conflict's path; an absent value takes away what stood there. */
function setAt(resource: FhirResource, path: string, value: unknown): FhirResource {
  return v.parse(FhirResourceSchema, put(resource, path.split('/'), value));
}

function put(target: unknown, [part, ...rest]: string[], value: unknown): unknown {
  if (part === undefined) return value;
  if (Array.isArray(target)) return putItem(target, part, rest, value);
  const fields: Fields = isFields(target) ? target : {};
  const { [part]: old, ...others } = fields;
  const changed = put(old, rest, value);
  // In its old place among the fields, so that only what was decided differs.
  if (changed === undefined) return others;
  return part in fields ? { ...fields, [part]: changed } : { ...others, [part]: changed };
}

function putItem(list: readonly unknown[], part: string, rest: string[], value: unknown): unknown[] {
  const index = indexOfPathKey(list, part);
  const changed = put(index < 0 ? undefined : list[index], rest, value);
  const items = index < 0 ? [...list, changed] : list.map((item, i) => (i === index ? changed : item));
  return items.filter((item) => item !== undefined);
}
