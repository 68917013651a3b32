import { expect, it } from 'vitest';
import { entryOf } from '../../../../tests/support/device/entries';
import { packOf, patientIdOf } from '../../../../tests/support/device/packs';
import type { Entry } from '../../record/entry';
import { resourcesOf } from '../../record/filed';
import type { OwnEntry } from '../journal/own-entry';
import { ownOver } from './own-overlay';

type Answer = 'filed' | 'refused' | undefined;

function own(entry: Entry, answer?: Answer, setAside = false): OwnEntry {
  const receipt = { hash: 'h', outcome: answer, at: '2026-11-22T10:00:00.000Z' };
  return {
    entryId: entry.id,
    journal: 'j',
    doc: { attempt: 1 },
    hash: 'h',
    entry,
    ...(answer ? { receipt } : {}),
    ...(setAside ? { aside: { at: '2026-11-22T11:00:00.000Z', reason: 'Written twice' } } : {}),
  } as OwnEntry;
}

const pack = packOf(1);
const over = (entries: OwnEntry[], on = pack) => ownOver(on, entries).map(({ state }) => state);

it('lays over what is not filed, and what was filed but is not in the pack yet', () => {
  expect(over([own(entryOf())])).toEqual(['on-device']);
  expect(over([own(entryOf(), 'refused')])).toEqual(['refused']);
  expect(over([own(entryOf(), 'filed')])).toEqual(['filed']);
});

it('lays no sealed note over a chart', () => {
  expect(over([own(entryOf({ kind: 'note', text: 'wombat', sealed: 'safeguarding' }))])).toEqual([]);
});

it('lets go of an entry when the pack holds it', () => {
  const entry = entryOf();
  const newer = { ...pack, resources: [...pack.resources, ...resourcesOf(entry)] };
  expect(over([own(entry, 'filed')], newer)).toEqual([]);
});

it('does not take the visit’s Encounter, which another entry may have brought, for the entry', () => {
  const entry = { ...entryOf(), visit: { id: 'v1', startedAt: '2026-11-22T08:00:00.000Z' } };
  const encounters = resourcesOf(entry).filter(({ resourceType }) => resourceType === 'Encounter');
  expect(encounters).toHaveLength(1);
  expect(over([own(entry, 'filed')], { ...pack, resources: encounters })).toEqual(['filed']);
});

it('leaves out other patients, what was set aside, and what can not be opened', () => {
  const other = { ...entryOf(), patientId: patientIdOf(2) };
  const unreadable = { ...own(entryOf()), entry: undefined };
  expect(over([own(other), own(entryOf(), 'refused', true), unreadable])).toEqual([]);
});

it('lays them over in the order in which they were written', () => {
  const late = entryOf(undefined, '2026-11-22T11:00:00.000Z');
  const early = entryOf(undefined, '2026-11-22T08:00:00.000Z');
  expect(ownOver(pack, [own(late), own(early)]).map(({ entry }) => entry)).toEqual([early, late]);
});
