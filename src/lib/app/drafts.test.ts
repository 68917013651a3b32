import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Drafts } from './drafts.svelte';

/** A device that keeps drafts, and whose disk can be full. */
class Store {
  readonly kept = new Map<string, string>();
  full = false;
  writes = 0;
  during: (() => void) | undefined;
  findDraft(key: string) {
    return Promise.resolve(this.kept.get(key));
  }
  saveDraft(key: string, value: string) {
    this.writes++;
    this.during?.();
    if (this.full) return Promise.reject(new Error('full'));
    this.kept.set(key, value);
    return Promise.resolve();
  }
  dropDraft(key: string) {
    this.kept.delete(key);
    return Promise.resolve();
  }
}

let store: Store;
let drafts: Drafts;
beforeEach(() => {
  vi.useFakeTimers();
  store = new Store();
  drafts = new Drafts(() => store);
  return () => vi.useRealTimers();
});

describe('Drafts', () => {
  it('writes what is typed within 400 ms, once for a burst', async () => {
    drafts.put('visit', 'a');
    drafts.put('visit', 'ab');
    await vi.advanceTimersByTimeAsync(400);
    expect(store.kept.get('visit')).toBe('ab');
    expect(store.writes).toBe(1);
  });

  it('writes at once when asked, and says whether all is on the disk', async () => {
    drafts.put('visit', 'a');
    expect(await drafts.flush()).toBe(true);
    expect(store.kept.get('visit')).toBe('a');
  });

  it('keeps what a full disk refused, says so, and tries again', async () => {
    store.full = true;
    drafts.put('visit', 'a');
    expect(await drafts.flush()).toBe(false);
    expect(drafts.failed).toBe(true);
    expect(await drafts.find('visit')).toBe('a');
    store.full = false;
    expect(await drafts.flush()).toBe(true);
    expect(drafts.failed).toBe(false);
    expect(store.kept.get('visit')).toBe('a');
  });

  it('does not lose what is typed while the last write runs', async () => {
    store.during = () => {
      store.during = undefined;
      drafts.put('visit', 'ab');
    };
    drafts.put('visit', 'a');
    expect(await drafts.flush()).toBe(false);
    await drafts.flush();
    expect(store.kept.get('visit')).toBe('ab');
  });

  it('gives unwritten text to its author after a lock, and to nobody else', async () => {
    store.full = true;
    drafts.openFor('u1');
    drafts.put('visit', 'a');
    await drafts.flush();
    drafts.openFor('u1');
    expect(await drafts.find('visit')).toBe('a');
    drafts.openFor('u2');
    expect(await drafts.find('visit')).toBeUndefined();
  });

  it('is busy while a form with something in it is open', async () => {
    drafts.put('visit', 'a');
    expect(drafts.busy).toBe(true);
    drafts.release('visit');
    expect(drafts.busy).toBe(false);
    await vi.advanceTimersByTimeAsync(0);
    expect(store.kept.get('visit')).toBe('a');
  });

  it('forgets a draft that was saved', async () => {
    drafts.put('visit', 'a');
    await drafts.flush();
    await drafts.drop('visit');
    expect(await drafts.find('visit')).toBeUndefined();
    expect(drafts.busy).toBe(false);
  });
});
