/**
 * Locks after a time without a sign of the user. Counted by the wall clock: a lid that was closed for an hour counts as an
 * hour. Tabs tell each other, so that work in one does not end in a lock by another.
 */
const SIGNS = ['pointerdown', 'keydown', 'wheel', 'touchmove'] as const;
const LOOK_EVERY_MS = 5_000;
const TELL_EVERY_MS = 5_000;

export const IDLE_LIMIT_MS = 5 * 60_000;

/** Calls `lock` once when `limitMs` have passed without a sign. Returns how to stop watching. */
export function watchIdle(lock: () => void, limitMs: number = IDLE_LIMIT_MS): () => void {
  const channel = new BroadcastChannel('doorstep-activity');
  let lastSign = Date.now();
  let lastTold = 0;

  const isOver = () => Date.now() - lastSign >= limitMs;
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
    lastSign = Date.now();
    if (lastSign - lastTold < TELL_EVERY_MS) return;
    lastTold = lastSign;
    channel.postMessage('sign');
  };
  channel.onmessage = () => {
    lastSign = Date.now();
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
