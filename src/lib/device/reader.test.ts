import { expect, it } from 'vitest';
import { caseloadOf, packOf, patientIdOf } from '../../../tests/support/device/packs';
import { cardOf } from '../record/card';
import type { HeldCard } from './packs/pack-store';
import { Reader, type ReaderParts } from './reader';

const NOW = Date.parse('2026-11-22T12:00:00.000Z');

/** Patients 1 and 2 are down; the reason to see the second ends in half an hour. */
function world() {
  const caseload = caseloadOf([
    [1, '1.a'],
    [2, '1.a'],
    [3, '1.a'],
  ]);
  const until = '2026-11-22T12:30:00.000Z';
  caseload.rows[1]?.why.splice(0, Infinity, { kind: 'break-glass', name: 'Emergency access', until });
  const cards = new Map<string, HeldCard>(
    [2, 1].map((n) => [patientIdOf(n), { version: '1.a', card: cardOf(packOf(n)) }]),
  );
  const at = { now: NOW, changes: 0, leaseEnded: false };
  const held = { caseload, confirmedAt: '2026-11-22T11:59:00.000Z' };
  const parts = {
    vault: { user: { id: 'nurse' }, clockOffsetMs: 0 },
    caseloads: { held },
    packs: {
      held: cards,
      get changes() {
        return at.changes;
      },
    },
    journal: { entries: new Map() },
    lease: {
      signed: true,
      get ended() {
        return at.leaseEnded;
      },
    },
    clock: { now: () => at.now },
    now: () => at.now,
    isDamaged: () => false,
  } as unknown as ReaderParts;
  const reader = new Reader(parts);
  const found = () => reader.search('testperson', 20).cards.map(({ patientId }) => patientId);
  return { at, cards, found };
}

it('finds the caseload in order of name, and hands over no more than was asked for', () => {
  expect(world().found()).toEqual([patientIdOf(1), patientIdOf(2)]);
});

it('finds nobody whose reason has ended meanwhile, with no word from the server', () => {
  const { at, found } = world();
  expect(found()).toHaveLength(2);
  at.now = Date.parse('2026-11-22T12:30:00.000Z');
  expect(found()).toEqual([patientIdOf(1)]);
});

it('finds who has come down since the last keystroke', () => {
  const { at, cards, found } = world();
  expect(found()).toHaveLength(2);
  cards.set(patientIdOf(3), { version: '1.a', card: cardOf(packOf(3)) });
  at.changes += 1;
  expect(found()).toHaveLength(3);
});

it('finds nobody when the lease has ended', () => {
  const { at, found } = world();
  expect(found()).toHaveLength(2);
  at.leaseEnded = true;
  expect(found()).toEqual([]);
});
