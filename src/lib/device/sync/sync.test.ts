import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeLocks, workerEvents } from '../../../../tests/support/device/world';
import type { CaseloadSync, ConfirmOutcome } from './caseload-sync';
import type { JournalSync } from './journal-sync';
import { Sync, type SyncParts } from './sync';
import { SyncStatus } from './sync-status';

let locks: FakeLocks;
let running: Sync[];

beforeEach(() => {
  vi.useFakeTimers();
  locks = new FakeLocks();
  running = [];
});

afterEach(() => {
  for (const sync of running) sync.stop();
  vi.useRealTimers();
});

/** A sync whose two ways are counted, and answer what the test says. */
function tab(change: Partial<SyncParts> = {}) {
  const news = new EventTarget();
  const confirm = vi.fn<() => Promise<ConfirmOutcome>>(() => {
    status.reached('2026-11-22T08:00:00.000Z');
    return Promise.resolve({ kind: 'confirmed', changed: false });
  });
  const download = vi.fn(() => Promise.resolve({ kind: 'down' as const }));
  const carry = vi.fn(() => Promise.resolve({ kind: 'done' as const }));
  const hold = vi.fn(() => Promise.resolve());
  const status = new SyncStatus(() => undefined);
  const ask = vi.fn(() => Promise.resolve({ kind: 'offline' as const }));
  const caseload = { ask, confirm, download, keyKnown: true };
  const sync = new Sync({
    caseload: caseload as unknown as CaseloadSync,
    journal: { run: carry } as unknown as JournalSync,
    audit: () => Promise.resolve({ kind: 'done' }),
    lease: { run: () => Promise.resolve({ kind: 'kept' }), ended: false },
    emergency: { run: () => Promise.resolve() },
    sealed: { run: () => Promise.resolve() },
    status,
    locks: locks.manager,
    userHash: 'nurse',
    isWaiting: () => false,
    hold,
    onJournal: () => undefined,
    report: () => Promise.resolve(),
    onLost: () => undefined,
    onSignedOut: () => undefined,
    enrol: () => Promise.resolve({ kind: 'enrolled' }),
    onNotKnown: () => undefined,
    openNews: () => Object.assign(news, { close: () => undefined }) as unknown as EventSource,
    ...change,
  });
  running.push(sync);
  return { sync, confirm, download, carry, hold, status, news, caseload };
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('by itself', () => {
  it('speaks to the server at once, and then about once a minute', async () => {
    const { sync, confirm } = tab();
    void sync.start();
    await pass(10);
    expect(confirm).toHaveBeenCalledTimes(1);
    await pass(10 * 60_000);
    expect(confirm.mock.calls.length).toBeGreaterThanOrEqual(8);
    expect(confirm.mock.calls.length).toBeLessThanOrEqual(14);
  });

  it('does so in one tab of all that are open, and another takes over when that one ends', async () => {
    const [one, two] = [tab(), tab()];
    void one.sync.start();
    void two.sync.start();
    await pass(5 * 60_000);
    // Each tab has a first round of its own.
    expect(two.confirm).toHaveBeenCalledTimes(1);
    expect(one.confirm.mock.calls.length).toBeGreaterThan(3);
    one.sync.stop();
    await pass(5 * 60_000);
    expect(two.confirm.mock.calls.length).toBeGreaterThan(3);
  });

  it('does so at once when there is news', async () => {
    const { sync, confirm, news } = tab();
    void sync.start();
    await pass(10);
    news.dispatchEvent(new Event('changed'));
    await pass(10);
    expect(confirm).toHaveBeenCalledTimes(2);
  });

  it('does so at once when the network is back, until it ends', async () => {
    const { sync, confirm } = tab();
    void sync.start();
    await pass(10);
    workerEvents.dispatchEvent(new Event('online'));
    await pass(10);
    expect(confirm).toHaveBeenCalledTimes(2);
    sync.stop();
    workerEvents.dispatchEvent(new Event('online'));
    await pass(10);
    expect(confirm).toHaveBeenCalledTimes(2);
  });

  it('says so at once when there is no network any more', async () => {
    const { sync, status } = tab();
    void sync.start();
    await pass(10);
    expect(status.view().contact).toBe('online');
    workerEvents.dispatchEvent(new Event('offline'));
    expect(status.view().contact).toBe('offline');
    workerEvents.dispatchEvent(new Event('online'));
    await pass(10);
    expect(status.view().contact).toBe('online');
  });

  it('never stops for good: not for a server that fails, nor for a fault of ours', async () => {
    const silenced = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { sync, confirm, status } = tab();
    confirm.mockResolvedValueOnce({ kind: 'offline' }).mockRejectedValueOnce(new Error('a fault'));
    void sync.start();
    await pass(10_000);
    expect(confirm.mock.calls.length).toBeGreaterThanOrEqual(3);
    expect(status.view()).toMatchObject({ contact: 'online', syncing: false });
    expect(silenced).toHaveBeenCalledOnce();
    silenced.mockRestore();
  });

  it('tries again within seconds while something waits, and tells how it stands', async () => {
    const { sync, confirm, status } = tab({ isWaiting: () => true });
    confirm.mockResolvedValue({ kind: 'signed-out' });
    void sync.start();
    await pass(120_000);
    expect(confirm.mock.calls.length).toBeGreaterThan(8);
    expect(status.view()).toMatchObject({ contact: 'signed-out', warnings: [{ code: 'signed-out' }] });
  });

  it('ends when the vault is locked', async () => {
    const { sync, confirm } = tab();
    const ended = sync.start();
    await pass(10);
    sync.stop();
    await pass(10);
    await ended;
    await pass(300_000);
    expect(confirm).toHaveBeenCalledTimes(1);
  });
});

describe('a round', () => {
  it('asks for lease and caseload together, and takes the caseload over when the lease is kept', async () => {
    let keep = (_: { kind: 'kept' }) => undefined as unknown;
    const lease = { ended: false, run: () => new Promise<{ kind: 'kept' }>((resolve) => (keep = resolve)) };
    const { sync, caseload, confirm } = tab({ lease });
    void sync.run();
    await pass(10);
    expect([caseload.ask, confirm].map((job) => job.mock.calls.length)).toEqual([1, 0]);
    keep({ kind: 'kept' });
    await pass(10);
    expect(confirm).toHaveBeenCalledWith(caseload.ask.mock.results[0]?.value);
  });

  it('takes no caseload over where no lease could be had', async () => {
    const { sync, confirm } = tab({
      lease: { ended: false, run: () => Promise.resolve({ kind: 'offline' }) },
    });
    await sync.run();
    expect(confirm).not.toHaveBeenCalled();
  });

  it('asks for the caseload after the lease where one has ended: what that opens has its tag', async () => {
    const { sync, caseload, confirm } = tab({
      lease: { ended: true, run: () => Promise.resolve({ kind: 'kept' }) },
    });
    await sync.run();
    expect(caseload.ask).not.toHaveBeenCalled();
    expect(confirm).toHaveBeenCalledWith(undefined);
  });

  it('sends nothing and fetches nothing when the caseload could not be had', async () => {
    const { sync, confirm, download, carry } = tab();
    confirm.mockResolvedValue({ kind: 'captive-portal' });
    await sync.run();
    expect([download, carry].map((job) => job.mock.calls.length)).toEqual([0, 0]);
  });

  it('holds the journals back while the server’s key is unknown', async () => {
    const { sync, hold, status, caseload } = tab();
    caseload.keyKnown = false;
    await sync.run();
    expect(hold).toHaveBeenLastCalledWith(true);
    expect(status.view().warnings.map(({ code }) => code)).toEqual(['unknown-server-key']);
    caseload.keyKnown = true;
    await sync.run();
    expect(hold).toHaveBeenLastCalledWith(false);
    expect(status.view().warnings).toEqual([]);
  });
});

it('sends what was written in the same moment together, without asking for the caseload', async () => {
  const { sync, carry, confirm } = tab();
  for (let n = 0; n < 3; n++) {
    sync.sendSoon();
    await pass(100);
  }
  await pass(400);
  expect(carry).toHaveBeenCalledOnce();
  expect(confirm).not.toHaveBeenCalled();
});
