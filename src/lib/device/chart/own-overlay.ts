/** Which of this user's own entries are laid over a pack: those that are not in it yet. Pure. */
import { sealedCategoryOf, type Entry } from '../../record/entry';
import { referenceTo } from '../../record/fhir';
import { resourcesOf } from '../../record/filed';
import { remembered } from '../../record/remembered';
import type { EntryState } from '../../record/outbox';
import type { Pack } from '../../record/pack';
import { stateOfOwn, type OwnEntry } from '../journal/own-entry';

/**
 * Entries about the pack's patient that it does not hold. A filed one stays laid over until a pack with it is down, so
 * that nothing vanishes between the receipt and the next pack. What was set aside is in the outbox only, and
 * sealed notes have a place of their own.
 */
export function ownOver(pack: Pack, entries: Iterable<OwnEntry>): { entry: Entry; state: EntryState }[] {
  const held = new Set(pack.resources.map(referenceTo));
  return [...entries]
    .flatMap((own) => (own.entry ? [{ entry: own.entry, state: stateOfOwn(own) }] : []))
    .filter(({ entry, state }) => {
      if (entry.patientId !== pack.patientId || state === 'set-aside') return false;
      if (sealedCategoryOf(entry.body)) return false;
      return !(state === 'filed' && isIn(held, entry));
    })
    .sort((a, b) => a.entry.writtenAt.localeCompare(b.entry.writtenAt));
}

function isIn(held: ReadonlySet<string>, entry: Entry): boolean {
  const added = addedReferences(entry);
  return added.length === 0 || added.some((reference) => held.has(reference));
}

/** An Encounter may have come with another entry of the same visit: it proves nothing. */
const addedReferences = remembered((entry: Entry): string[] =>
  resourcesOf(entry)
    .filter((resource) => resource.resourceType !== 'Encounter')
    .map(referenceTo),
);
