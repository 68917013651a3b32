/**
 * The pack with this user's own entries laid over it, until the pack itself has them. So what was saved is in the chart
 * at once and never flickers out between the receipt and the next pack.
 */
import { changeOf, resourcesOf } from '../filed';
import { disputeIdOf, disputeTask, isOpenDispute, settledTask } from '../dispute';
import type { Entry } from '../entry';
import { referenceTo, type FhirResource } from '../fhir';
import { merge } from '../merge';
import type { EntryState } from '../outbox';
import { same } from '../same';
import type { Mark } from './context';

export interface OwnEntry {
  entry: Entry;
  state: EntryState;
}

export interface LaidOver {
  resources: FhirResource[];
  marks: Map<string, Mark>;
}

type Resources = Map<string, FhirResource>;

/** Lays entries over a pack's resources, in the order in which they were written. One that was set aside is left out. */
export function layOver(pack: readonly FhirResource[], own: readonly OwnEntry[]): LaidOver {
  const inPack: ReadonlyMap<string, FhirResource> = new Map(pack.map((r) => [referenceTo(r), r]));
  const laid: Resources = new Map(inPack);
  const marks = new Map<string, Mark>();
  const inOrder = own
    .filter(({ state }) => state !== 'set-aside')
    .sort((a, b) => a.entry.writtenAt.localeCompare(b.entry.writtenAt));
  for (const { entry, state } of inOrder) {
    const isFiled = isFiledIn(inPack, entry);
    // After a dispute the pack may hold nothing of a filed entry but the Task that tells how it was decided.
    if (isFiled && state === 'filed') continue;
    if (!isFiled) layChange(laid, marks, entry, state);
    for (const resource of resourcesOf(entry)) {
      const key = referenceTo(resource);
      if (laid.has(key)) continue;
      laid.set(key, resource);
      marks.set(key, { unfiled: { entryId: entry.id, state } });
    }
  }
  return { resources: [...laid.values()], marks };
}

/** A change is in the pack when its Provenance is, or the Task of the dispute that it led to, decided or not. */
function isFiledIn(pack: ReadonlyMap<string, FhirResource>, entry: Entry): boolean {
  return pack.has(`Provenance/${entry.id}-provenance`) || pack.has(`Task/${disputeIdOf(entry.id)}`);
}

function layChange(laid: Resources, marks: Map<string, Mark>, entry: Entry, state: EntryState): void {
  const change = changeOf(entry);
  const key = change && `${change.targetType}/${change.targetId}`;
  const current = key && laid.get(key);
  // Hazard: a refused change that looks as if it were the plan. It is in the timeline, marked, and nowhere else.
  if (!change || !current || state === 'refused') return;
  const { merged, conflicts } = merge(change.base, current, change.proposed);
  if (state === 'decision') {
    if (isAboutOpenDispute(laid, entry)) return;
    const task = disputeTask({ entry, current, conflicts, at: entry.writtenAt });
    laid.set(referenceTo(task), task);
    return;
  }
  laid.set(key, merged);
  marks.set(key, {
    unfiled: { entryId: entry.id, state },
    before: marks.get(key)?.before ?? current,
    overlaps: conflicts.length > 0,
  });
  settle(laid, entry);
}

/** A decision that the record has outrun leaves its dispute open: there is one dispute then, not two. */
function isAboutOpenDispute(laid: Resources, { body }: Entry): boolean {
  const task = body.kind === 'decision' ? laid.get(`Task/${body.disputeId}`) : undefined;
  return task !== undefined && isOpenDispute(task);
}

/** A decision taken on this device ends the dispute here, before the server has it. */
function settle(laid: Resources, entry: Entry): void {
  if (entry.body.kind !== 'decision') return;
  const key = `Task/${entry.body.disputeId}`;
  const task = laid.get(key);
  if (task) laid.set(key, settledTask(task, entry));
}

/** True when a part of a resource differs from what the pack has of it. */
export function isChangedSince(
  mark: Mark | undefined,
  part: (resource: FhirResource) => unknown,
  now: unknown,
): boolean {
  return mark?.before !== undefined && !same(part(mark.before), now);
}
