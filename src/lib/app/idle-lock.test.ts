import { beforeEach, describe, expect, it, vi } from 'vitest';
import { watchIdle } from './idle-lock';

const LIMIT = 300_000;
let page: EventTarget;
let locks: number;
beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  page = new EventTarget();
  locks = 0;
  vi.stubGlobal('document', new EventTarget());
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
  return () => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  };
});
const touch = () => page.dispatchEvent(new Event('pointerdown'));
const watch = () => watchIdle(() => locks++, LIMIT);

describe('watchIdle', () => {
  it('locks once after the limit', () => {
    watch();
    vi.advanceTimersByTime(LIMIT - 1);
    expect(locks).toBe(0);
    vi.advanceTimersByTime(3 * LIMIT);
    expect(locks).toBe(1);
  });

  it('begins again with each sign of the user', () => {
    const stop = watch();
    for (let i = 0; i < 10; i++) {
      vi.advanceTimersByTime(LIMIT / 2);
      touch();
    }
    expect(locks).toBe(0);
    stop();
  });

  it('counts sleep: the first touch after it locks, and does not count as a sign', () => {
    watch();
    vi.setSystemTime(2 * LIMIT);
    touch();
    expect(locks).toBe(1);
  });

  it('locks all the same when the clock is turned back', () => {
    watch();
    vi.setSystemTime(-10 * LIMIT);
    vi.advanceTimersByTime(LIMIT);
    expect(locks).toBe(1);
  });

  it('looks at once when the page is shown again', () => {
    watch();
    vi.setSystemTime(2 * LIMIT);
    document.dispatchEvent(new Event('visibilitychange'));
    expect(locks).toBe(1);
  });

  it('stops when told', () => {
    watch()();
    vi.advanceTimersByTime(2 * LIMIT);
    touch();
    expect(locks).toBe(0);
  });
});
