/**
 * Locks after a time without a sign of the user. Counted by the wall clock, so that a lid that was closed for an hour counts
 * as an hour, and by one that nobody can turn: whichever says more. Tabs tell each other, so that work in one does not end in a lock by another.
 */
const SIGNS = ['pointerdown', 'keydown', 'wheel', 'touchmove'] as const;
const LOOK_EVERY_MS = 5_000;
const TELL_EVERY_MS = 5_000;

export const IDLE_LIMIT_MS = 5 * 60_000;

/** Calls `lock` once when `limitMs` have passed without a sign. Returns how to stop watching. */
export function watchIdle(lock: () => void, limitMs: number = IDLE_LIMIT_MS): () => void {
  const channel = new BroadcastChannel('doorstep-activity');
  let lastSign = bothClocks();
  let lastTold = -TELL_EVERY_MS;

  const isOver = () => {
    const now = bothClocks();
    return Math.max(now.wall - lastSign.wall, now.steady - lastSign.steady) >= limitMs;
  };
  const look = () => {
    if (!isOver()) return;
    stop();
    lock();
  };
  const onSign = () => {
    // The first touch after a long sleep must not count before the look that locks.
    if (isOver()) {
      look();
      return;
    }
    lastSign = bothClocks();
    if (lastSign.steady - lastTold < TELL_EVERY_MS) return;
    lastTold = lastSign.steady;
    channel.postMessage('sign');
  };
  channel.onmessage = () => {
    lastSign = bothClocks();
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  for (const sign of SIGNS) addEventListener(sign, onSign, { capture: true, passive: true });
  document.addEventListener('visibilitychange', look);

  function stop(): void {
    clearInterval(timer);
    channel.close();
    for (const sign of SIGNS) removeEventListener(sign, onSign, { capture: true });
    document.removeEventListener('visibilitychange', look);
  }
  return stop;
}

function bothClocks(): { wall: number; steady: number } {
  return { wall: Date.now(), steady: performance.now() };
}
