import { afterEach, beforeEach, expect, it } from 'vitest';
import { freshDisk } from '../../../../tests/support/device/world';
import { JournalRegistry } from './registry';

let registry: JournalRegistry;

beforeEach(async () => {
  await freshDisk();
  registry = new JournalRegistry();
});

afterEach(() => {
  registry.close();
});

const waiting = async () => (await registry.find('j-2026-11'))?.waiting;

it('forgets that a journal waits only when nothing was saved since', async () => {
  await registry.markWaiting('j-2026-11', 'nurse', false);
  const ticket = (await waiting()) ?? '';
  await registry.markWaiting('j-2026-11', 'nurse', false);
  await registry.clearWaiting('j-2026-11', ticket);
  expect(await waiting()).not.toBe('');
  await registry.clearWaiting('j-2026-11', (await waiting()) ?? '');
  expect(await waiting()).toBe('');
});

it('holds back the journals of one user, and no others', async () => {
  await registry.markWaiting('j-2026-10', 'nurse', false);
  await registry.markWaiting('j-2026-11', 'nurse', false);
  await registry.markWaiting('k-2026-11', 'gp', false);
  await registry.hold('nurse', true);
  const held = (await registry.findAll()).map((row) => [row.name, row.held]);
  expect(held).toEqual([
    ['j-2026-10', true],
    ['j-2026-11', true],
    ['k-2026-11', false],
  ]);
});

it('remembers what the server holds, until it holds it no more or the journal ends', async () => {
  const row = (docId: string) => ({ docId, journal: 'j-2026-11', rev: '1-a', at: '2026-11-22T09:00:00Z' });
  await registry.markReceived([row('entry:1'), row('entry:2')]);
  await registry.unmarkReceived(['entry:1']);
  expect([...(await registry.received('j-2026-11')).keys()]).toEqual(['entry:2']);
  await registry.forget('j-2026-11');
  expect((await registry.received('j-2026-11')).size).toBe(0);
});
